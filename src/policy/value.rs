//! Values of conditions that are more than texts: numbers, dates, addresses, bytes and booleans.
//!
//! What a value must look like: IAM User Guide, "IAM JSON policy elements: Condition operators". What that page
//! leaves open is not read, and a comparison that it leaves open is answered by `None`.

pub mod address;
pub mod bytes;
pub mod date;
pub mod number;

/// Reads `true` or `false`, in any case.
pub fn read_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}
