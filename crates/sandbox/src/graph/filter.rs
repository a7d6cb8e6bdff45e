//! The filters that mailboxes and directories understand: comparisons under `and`, `or` and `not`.

mod parser;

use jiff::Timestamp;

/// A filter; without an expression everything passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter(Option<Expression>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Expression {
    One(Comparison),
    Not(Box<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

/// One comparison; the field in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) field: String,
    pub(crate) operator: Operator,
    pub(crate) value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    StartsWith,
    EndsWith,
    Contains,
}

impl Filter {
    /// Reads a `$filter`; `None` for what is none.
    pub(crate) fn read(text: Option<&str>) -> Option<Self> {
        match text {
            Some(text) => parser::parse(text).map(|root| Self(Some(root))),
            None => Some(Self::default()),
        }
    }

    /// Says whether an item passes, by what `test` says of each comparison. Every comparison is tested, so that one that
    /// nobody understands is refused whatever the others say.
    pub(crate) fn holds<E>(
        &self,
        test: &impl Fn(&Comparison) -> Result<bool, E>,
    ) -> Result<bool, E> {
        self.0.as_ref().map_or(Ok(true), |root| root.holds(test))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The comparisons that an item has to meet whatever the rest says, in the order in which they were written.
    pub(crate) fn required(&self) -> Vec<&Comparison> {
        let parts = match &self.0 {
            None => &[],
            Some(Expression::All(parts)) => parts.as_slice(),
            Some(other) => std::slice::from_ref(other),
        };
        let required = parts.iter().filter_map(|part| match part {
            Expression::One(comparison) => Some(comparison),
            _ => None,
        });
        required.collect()
    }

    /// The comparison of a filter that is just one.
    pub(crate) fn single(&self) -> Option<&Comparison> {
        match &self.0 {
            Some(Expression::One(comparison)) => Some(comparison),
            _ => None,
        }
    }

    /// The field that is compared first.
    pub(crate) fn first_field(&self) -> Option<&str> {
        self.0.as_ref().map(Expression::first_field)
    }
}

impl Expression {
    fn holds<E>(&self, test: &impl Fn(&Comparison) -> Result<bool, E>) -> Result<bool, E> {
        match self {
            Self::One(comparison) => test(comparison),
            Self::Not(inner) => Ok(!inner.holds(test)?),
            Self::All(parts) => parts
                .iter()
                .try_fold(true, |held, part| Ok(part.holds(test)? && held)),
            Self::Any(parts) => parts
                .iter()
                .try_fold(false, |held, part| Ok(part.holds(test)? || held)),
        }
    }

    fn first_field(&self) -> &str {
        match self {
            Self::One(comparison) => &comparison.field,
            Self::Not(inner) => inner.first_field(),
            Self::All(parts) | Self::Any(parts) => parts.first().map_or("", Self::first_field),
        }
    }
}

impl Comparison {
    /// Compares as texts, without regard to case; `None` for an operator that texts do not have.
    pub(crate) fn matches_text(&self, texts: &[&str]) -> Option<bool> {
        let wanted = self.value.to_lowercase();
        let any = |test: fn(&str, &str) -> bool| {
            texts.iter().any(|text| test(&text.to_lowercase(), &wanted))
        };
        match self.operator {
            Operator::Equal if self.value == "null" => Some(texts.is_empty()),
            Operator::NotEqual if self.value == "null" => Some(!texts.is_empty()),
            Operator::Equal => Some(any(|text, wanted| text == wanted)),
            Operator::NotEqual => Some(!any(|text, wanted| text == wanted)),
            Operator::StartsWith => Some(any(|text, wanted| text.starts_with(wanted))),
            Operator::EndsWith => Some(any(|text, wanted| text.ends_with(wanted))),
            Operator::Contains => Some(any(|text, wanted| text.contains(wanted))),
            _ => None,
        }
    }

    /// Compares as instants; `None` when the value is none.
    pub(crate) fn matches_time(&self, time: Timestamp) -> Option<bool> {
        let wanted = self.time()?;
        match self.operator {
            Operator::Equal => Some(time == wanted),
            Operator::NotEqual => Some(time != wanted),
            Operator::Greater => Some(time > wanted),
            Operator::GreaterOrEqual => Some(time >= wanted),
            Operator::Less => Some(time < wanted),
            Operator::LessOrEqual => Some(time <= wanted),
            Operator::StartsWith | Operator::EndsWith | Operator::Contains => None,
        }
    }

    pub(crate) fn time(&self) -> Option<Timestamp> {
        instant(&self.value)
    }
}

/// An instant as clients write it: RFC 3339, without an offset in UTC, or only a date.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    // A `+` in a query may have been read as a blank.
    let text = text.trim().trim_matches('\'').replace(' ', "+");
    text.parse().ok().or_else(|| {
        let local: jiff::civil::DateTime = text.parse().ok()?;
        local
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    })
}
