"""A follow-up and the conversation before it → a question that stands by itself."""

from rag.conversation.standalone import Standalone, standalone_question

__all__ = ["Standalone", "standalone_question"]
