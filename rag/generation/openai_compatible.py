"""A language model behind any OpenAI-compatible endpoint: hosted ones, Ollama, vLLM, llama.cpp."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from rag.errors import GenerationCase, GenerationError
from rag.generation.prompts import SYSTEM_PROMPT, user_prompt
from rag.types import Hit

DEFAULT_TIMEOUT_S = 60.0
_MAX_TOKENS = 700


class OpenAICompatibleGenerator:
    """Streams an answer from a chat endpoint; satisfies rag.protocols.Generator."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
    ) -> None:
        """Where the endpoint is comes from the arguments, else from OPENAI_BASE_URL and OPENAI_API_KEY.

        Raises GenerationError when the openai package is not installed.
        """
        try:
            import openai
        except ImportError as error:
            raise GenerationError(
                "The language model cannot be reached.",
                "The openai package is not installed.",
                'Install it: pip install "yinju[llm]"',
            ) from error
        self._openai = openai
        self._model = model
        # Local servers want no key, but the client insists on one.
        key = api_key or os.environ.get("OPENAI_API_KEY") or "not-needed"
        self._client = openai.OpenAI(base_url=base_url, api_key=key, timeout=timeout_s, max_retries=1)

    def generate(self, question: str, hits: Sequence[Hit]) -> Iterator[str]:
        """Pieces of the answer as they arrive; raises GenerationError on any failure of the service."""
        import httpx

        received = False
        try:
            stream = self._client.chat.completions.create(
                model=self._model,
                messages=[
                    {"role": "system", "content": SYSTEM_PROMPT},
                    {"role": "user", "content": user_prompt(question, hits)},
                ],
                temperature=0,
                max_tokens=_MAX_TOKENS,
                stream=True,
            )
            with stream:  # closed, it ends the service's work too when the reader stops
                for event in stream:
                    if not event.choices:
                        continue
                    delta = event.choices[0].delta
                    if getattr(delta, "refusal", None):
                        raise _failed(f"The model {self._model} refused to answer.", "refused")
                    if delta.content:
                        received = True
                        yield delta.content
        except (self._openai.OpenAIError, httpx.HTTPError, ValueError) as error:
            raise _failed(f"{type(error).__name__}: {error}.", self._case(error)) from error
        if not received:
            raise _failed("It sent an empty answer.", "empty")

    def _case(self, error: Exception) -> GenerationCase:
        import httpx

        openai = self._openai
        if isinstance(error, (openai.APITimeoutError, httpx.TimeoutException)):
            return "timeout"  # which openai counts among the failed connections
        if isinstance(error, (openai.APIConnectionError, httpx.TransportError)):
            return "unreachable"
        if isinstance(error, (openai.AuthenticationError, openai.PermissionDeniedError)):
            return "key"
        if isinstance(error, openai.NotFoundError):
            return "model"
        return "busy" if isinstance(error, openai.RateLimitError) else ""


def _failed(why: str, case: GenerationCase) -> GenerationError:
    return GenerationError(
        "The language model did not answer; the quoted passages are shown instead.",
        why,
        "Check OPENAI_BASE_URL, OPENAI_API_KEY and the model's name, or go on without a language model.",
        case,
    )
