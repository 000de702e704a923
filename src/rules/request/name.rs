//! The name of a new image.

/// Whether the name of an image may hold a character (Amazon EC2 API Reference, CreateImage).
pub(super) fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "()[] ./-'@_".contains(character)
}
