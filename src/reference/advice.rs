//! What is known of single condition keys beyond their types: which need company, which a caller can forge, and
//! which names are mistaken for keys.

use std::sync::OnceLock;

use super::table;

static PAIRED: &str = include_str!("../../rules/reference/paired-keys.txt");
static SPOOFABLE: &str = include_str!("../../rules/reference/spoofable-keys.txt");
static MISNAMED: &str = include_str!("../../rules/reference/misnamed-keys.txt");

/// A condition key that says too little alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairedKey {
    /// In full.
    pub name: &'static str,
    /// The keys of which one must stand beside it; at least one.
    pub partners: Vec<&'static str>,
    /// Whether a value that names an account needs no partner.
    pub account_suffices: bool,
}

/// The condition keys that say too little alone.
pub fn paired_keys() -> &'static [PairedKey] {
    static KEYS: OnceLock<Vec<PairedKey>> = OnceLock::new();
    KEYS.get_or_init(|| table(PAIRED).filter_map(read_paired).collect())
}

/// The condition keys whose value the caller writes at will, each with where the value comes from.
pub fn spoofable_keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    static KEYS: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    KEYS.get_or_init(|| table(SPOOFABLE).filter_map(|line| line.split_once('\t')).collect()).iter().copied()
}

/// Names that are mistaken for condition keys, each with the key that is probably meant. A name that ends with a
/// slash stands for all that begin so, and so does its key.
pub fn misnamed_keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    table(MISNAMED).filter_map(|line| line.split_once('\t'))
}

fn read_paired(line: &'static str) -> Option<PairedKey> {
    let mut fields = line.split('\t');
    let (name, partners, which) = (fields.next()?, fields.next()?, fields.next()?);
    Some(PairedKey { name, partners: partners.split(' ').collect(), account_suffices: which != "all" })
}
