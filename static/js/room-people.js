// Who is here and who is writing: only those who chose to be seen, never a number, never read aloud by itself.

const TYPING_MS = 3000;
let told = 0;
let away = 0;

export function showPeople(page, { count, authors }) {
  const line = document.getElementById("presence");
  const called = ({ name, badge }) => (badge === "facilitator" ? page.welcomes.replace("{name}", name) : name);
  const names = authors.filter((author) => author.id !== page.me).map(called);
  line.hidden = !names.length;
  const others = count > names.length + (page.me ? 1 : 0);
  line.querySelector("span").textContent = (others ? page.withOthers : page.with).replace("{names}", names.join(", "));
}

export function showTyping(page, { authors }) {
  const line = document.getElementById("typing");
  const names = authors.filter((author) => author.id !== page.me).map((author) => author.name);
  if (!names.length) return;
  line.textContent = page.writing.replace("{names}", names.join(", "));
  line.hidden = false;
  clearTimeout(away);
  away = setTimeout(() => (line.hidden = true), TYPING_MS + 2000);
}

export function lastToldTyping() {
  return told;
}

export function tellTyping(send) {
  if (Date.now() - told < TYPING_MS) return;
  told = Date.now();
  send({ type: "typing" });
}
