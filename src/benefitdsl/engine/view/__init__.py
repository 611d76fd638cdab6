"""What a member has, can do and must not miss at one instant, as values and in words (`Rulebook.view`)."""

from benefitdsl.engine.view.viewer import Viewer

__all__ = ["Viewer"]
