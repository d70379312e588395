"""Text made fit for a page that reads both HTML and Markdown: it is always shown as the text it is."""


def text(value: str) -> str:
    """The value as HTML on one line.

    Every ASCII sign that is neither letter, digit nor space becomes a numeric entity: HTML, Markdown,
    formulae, automatic links and Gradio's own ``${…}`` templates all take an entity for plain text.
    """
    return "".join(_shown(c) for c in value.replace("\r\n", "\n"))


def _shown(character: str) -> str:
    if character in "\n\r\u2028\u2029":
        return "<br>"
    if character.isalnum() or character == " " or (character > "\x7f" and character.isprintable()):
        return character
    if character.isspace():
        return f"&#{ord(character)};"
    return f"&#{ord(character)};" if character.isprintable() else ""
