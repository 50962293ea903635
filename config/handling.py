"""How a page is answered: in one thread from the first line of the request to the last byte, and back once.

Django goes from the loop into a thread for the middlewares, back to the loop for the view, into the thread again, and
ends the thread with the page. None of our middlewares or views awaits anything, so a page goes into a thread once. The
threads that fall idle are used again, the last one first: their memory is still warm.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any

from asgiref.sync import sync_to_async
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix
from django.utils.http import parse_header_parameters

# So many threads are kept while nobody asks; there are as many as pages under way.
_KEPT = 8
# Whoever waits longer may have gone meanwhile: from then on it is listened for.
_LONG_S = 2.0
_Work = tuple[Future[Any], Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Crew(Executor):
    """Threads that take one page at a time: an idle one if there is, else a new one. Nobody ever waits for another."""

    def __init__(self, kept: int = _KEPT) -> None:
        self.kept = kept
        self._idle: list[SimpleQueue[_Work]] = []
        self._lock = threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have `fn` called in a thread; return what will tell its result."""
        answer: Future[Any] = Future()
        with self._lock:
            way = self._idle.pop() if self._idle else None
        if way is None:
            way = SimpleQueue()
            threading.Thread(target=self._work, args=(way,), name="page", daemon=True).start()
        way.put((answer, fn, args, kwargs))
        return answer

    def _work(self, way: SimpleQueue[_Work]) -> None:
        is_kept = True
        while is_kept:
            answer, fn, args, kwargs = way.get()
            if not answer.set_running_or_notify_cancel():
                is_kept = self._falls_idle(way)
                continue
            result, problem = None, None
            try:
                result = fn(*args, **kwargs)
            except BaseException as fallen:
                problem = fallen
            # Idle first: whoever hears the answer may ask again at once.
            is_kept = self._falls_idle(way)
            if problem is not None:
                answer.set_exception(problem)
            else:
                answer.set_result(result)
            del answer, fn, args, kwargs, result, problem

    def _falls_idle(self, way: SimpleQueue[_Work]) -> bool:
        """Offer a thread for the next page. Return whether it is kept."""
        with self._lock:
            if len(self._idle) < self.kept:
                self._idle.append(way)
                return True
        return False


class Utf8Request(ASGIRequest):
    """A request whose header cannot choose how its bytes are read: everything is UTF-8 here, or refused.

    Django would try the codec that the header names, and fail before any middleware when it is none for text (`hex`).
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class PagesHandler(ASGIHandler):
    """Django's pages over ASGI, with our requests, each answered in one thread."""

    request_class = Utf8Request

    def __init__(self) -> None:
        super().__init__()
        crew: Any = Crew()
        self._answered = sync_to_async(self._answer, thread_sensitive=False, executor=crew)

    def load_middleware(self, is_async: bool = False) -> None:
        """Chain the middlewares for a thread."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        for message in await self._answer_while_awaited(scope, body, receive):
            await send(message)

    async def _answer_while_awaited(self, scope: Any, body: Any, receive: Any) -> list[Mapping[str, Any]]:
        """Return the answer as messages; none when whoever asked goes away before it is there."""
        answer = asyncio.ensure_future(self._answered(scope, body))
        gone: asyncio.Future[Any] | None = None
        try:
            await asyncio.wait({answer}, timeout=_LONG_S)
            if not answer.done():
                gone = asyncio.ensure_future(receive())
                await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
        finally:
            for one in (answer, gone):
                if one is not None and not one.done():
                    one.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await one
        return []

    def _answer(self, scope: Any, body: Any) -> list[Mapping[str, Any]]:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        response: HttpResponseBase | None = None
        try:
            request, response = self.create_request(scope, body)
            if request is not None:
                response = self.get_response(request)
            assert response is not None
            response._handler_class = self.__class__  # type: ignore[attr-defined]
            return _messages(response)
        finally:
            # Either way the connection goes back: the thread lives on.
            body.close()
            if response is not None:
                response.close()
            else:
                signals.request_finished.send(sender=self.__class__)


def _messages(response: HttpResponseBase) -> list[Mapping[str, Any]]:
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    headers += [(b"Set-Cookie", one.output(header="").encode("ascii").strip()) for one in response.cookies.values()]
    content = b"".join(response) if isinstance(response, StreamingHttpResponse) else response.content  # type: ignore[attr-defined]
    return [
        {"type": "http.response.start", "status": response.status_code, "headers": headers},
        {"type": "http.response.body", "body": content},
    ]
