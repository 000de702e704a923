//! Amazon Resource Names, field by field: `arn:partition:service:region:account:resource`.

use crate::pattern::{has_variable, has_wildcard};
use crate::text::TextRange;

/// An ARN or an ARN pattern, taken apart at its first five colons. Colons inside `${…}` do not
/// count; the resource keeps all colons of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `arn`.
    pub prefix: Field<'a>,
    /// The partition: `aws`, `aws-cn`.
    pub partition: Field<'a>,
    /// The service: `ec2`.
    pub service: Field<'a>,
    /// The Region: `us-east-1`, or empty.
    pub region: Field<'a>,
    /// The account: twelve digits, or empty.
    pub account: Field<'a>,
    /// The resource: `snapshot/snap-…`.
    pub resource: Field<'a>,
}

/// One field of an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The text of the field.
    pub text: &'a str,
    /// Where it stands, in bytes from the start of the ARN.
    pub range: TextRange,
}

/// Whether a text is an account id: twelve digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Field<'_> {
    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it holds a wildcard or a variable, so that it is not one concrete value.
    pub fn is_open(&self) -> bool {
        has_wildcard(self.text) || has_variable(self.text)
    }
}

impl<'a> Arn<'a> {
    /// How many fields an ARN has.
    pub const FIELDS: usize = 6;

    /// Takes a text apart.
    ///
    /// # Errors
    ///
    /// The number of fields, if there are fewer than six.
    pub fn parse(text: &'a str) -> Result<Self, usize> {
        let mut colons = colons(text);
        let mut start = 0;
        let mut count = 0;
        let mut next = || {
            let end = colons.next()?;
            let field = field(text, start, end)?;
            start = end + 1;
            count += 1;
            Some(field)
        };
        let first = (|| Some((next()?, next()?, next()?, next()?, next()?)))();
        let Some((prefix, partition, service, region, account)) = first else { return Err(count + 1) };
        let resource = field(text, start, text.len()).ok_or(count)?;
        Ok(Self { prefix, partition, service, region, account, resource })
    }

    /// The six fields in order.
    pub fn fields(&self) -> [&'a str; 6] {
        [self.prefix, self.partition, self.service, self.region, self.account, self.resource]
            .map(|field| field.text)
    }

    /// The type of the resource: what stands before the first `/` or `:` (`snapshot`), or the
    /// whole resource.
    pub fn resource_type(&self) -> &'a str {
        self.resource.text.split(['/', ':']).next().unwrap_or_default()
    }
}

/// The colons of a text that are not inside `${…}`, in bytes from its start.
fn colons(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(at..)?;
            let found = rest.iter().position(|byte| matches!(byte, b':' | b'$'))?;
            let place = at + found;
            at = place + 1;
            if rest.get(found) == Some(&b':') {
                return Some(place);
            }
            // A `${` that is never closed begins no variable.
            if bytes.get(at) == Some(&b'{')
                && let Some(length) = bytes.get(at..)?.iter().position(|byte| *byte == b'}')
            {
                at += length + 1;
            }
        }
    })
}

fn field(text: &str, start: usize, end: usize) -> Option<Field<'_>> {
    Some(Field { text: text.get(start..end)?, range: TextRange::new(start, end) })
}
