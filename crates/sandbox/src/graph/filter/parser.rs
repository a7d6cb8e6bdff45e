//! Reading a `$filter`.

use super::{Comparison, Expression, Operator};

/// Deeper nesting than any client writes is refused, so that no filter can exhaust the stack.
const DEEPEST: u32 = 32;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// Between single quotes.
    Text(String),
    Open,
    Close,
    Comma,
}

/// Reads a filter; `None` for what is none.
pub(super) fn parse(text: &str) -> Option<Expression> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        depth: 0,
    };
    let expression = parser.any_of()?;
    parser.tokens.is_empty().then_some(expression)
}

struct Parser<'t> {
    tokens: &'t [Token],
    depth: u32,
}

impl Parser<'_> {
    fn any_of(&mut self) -> Option<Expression> {
        let mut parts = vec![self.all_of()?];
        while self.took("or") {
            parts.push(self.all_of()?);
        }
        Some(joined(parts, Expression::Any))
    }

    fn all_of(&mut self) -> Option<Expression> {
        let mut parts = vec![self.unary()?];
        while self.took("and") {
            parts.push(self.unary()?);
        }
        Some(joined(parts, Expression::All))
    }

    fn unary(&mut self) -> Option<Expression> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let expression = if self.took("not") {
            Expression::Not(Box::new(self.unary()?))
        } else if self.tokens.first() == Some(&Token::Open) {
            self.tokens = &self.tokens[1..];
            let inner = self.any_of()?;
            self.expect(&Token::Close)?;
            inner
        } else {
            Expression::One(self.comparison()?)
        };
        self.depth -= 1;
        Some(expression)
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let name = self.word()?;
        if self.tokens.first() != Some(&Token::Open) {
            return self.compared(&name);
        }
        self.tokens = &self.tokens[1..];
        if let Some(collection) = name.strip_suffix("/any") {
            return self.any_item(collection);
        }
        let operator = match name.as_str() {
            "startswith" => Operator::StartsWith,
            "endswith" => Operator::EndsWith,
            "contains" => Operator::Contains,
            _ => return None,
        };
        let field = self.word()?;
        self.expect(&Token::Comma)?;
        let value = self.literal()?;
        self.expect(&Token::Close)?;
        if self.took("eq") && !self.took("true") {
            return None;
        }
        Some(Comparison {
            field,
            operator,
            value,
        })
    }

    /// `collection/any(x:x/field eq 'value')`: compared as if it were one field with several values.
    fn any_item(&mut self, collection: &str) -> Option<Comparison> {
        let bound = self.word()?;
        let (variable, name) = bound.split_once(':')?;
        let rest = name.strip_prefix(variable)?;
        let comparison = self.compared(&format!("{collection}{rest}"))?;
        self.expect(&Token::Close)?;
        Some(comparison)
    }

    fn compared(&mut self, field: &str) -> Option<Comparison> {
        let operator = match self.word()?.as_str() {
            "eq" => Operator::Equal,
            "ne" => Operator::NotEqual,
            "gt" => Operator::Greater,
            "ge" => Operator::GreaterOrEqual,
            "lt" => Operator::Less,
            "le" => Operator::LessOrEqual,
            _ => return None,
        };
        Some(Comparison {
            field: field.to_owned(),
            operator,
            value: self.literal()?,
        })
    }

    /// A value: in quotes, bare, or of a named kind (`datetime'…'`).
    fn literal(&mut self) -> Option<String> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        let Token::Word(word) = first else {
            return match first {
                Token::Text(text) => Some(text.clone()),
                _ => None,
            };
        };
        match rest.first() {
            Some(Token::Text(text)) => {
                self.tokens = &rest[1..];
                Some(text.clone())
            }
            // The blank in `2026-09-01T00:00:00 02:00` was a `+`.
            Some(Token::Word(offset)) if word.contains('T') && offset.contains(':') => {
                self.tokens = &rest[1..];
                Some(format!("{word}+{offset}"))
            }
            _ => Some(word.clone()),
        }
    }

    /// The next word, in lower case: names and operators are compared without regard to it.
    fn word(&mut self) -> Option<String> {
        let (Token::Word(word), rest) = self.tokens.split_first()? else {
            return None;
        };
        self.tokens = rest;
        Some(word.to_lowercase())
    }

    fn took(&mut self, wanted: &str) -> bool {
        let found = matches!(self.tokens.first(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted));
        if found {
            self.tokens = &self.tokens[1..];
        }
        found
    }

    fn expect(&mut self, wanted: &Token) -> Option<()> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        (first == wanted).then_some(())
    }
}

fn joined(mut parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}

/// Splits into tokens; `None` when a quote stays open.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let mark = match first {
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            ',' => Some(Token::Comma),
            _ => None,
        };
        if let Some(mark) = mark {
            tokens.push(mark);
            rest = &rest[1..];
        } else if first == '\'' {
            let (text, after) = quoted(&rest[1..])?;
            tokens.push(Token::Text(text));
            rest = after;
        } else {
            let ends = |character: char| character.is_whitespace() || "(),'".contains(character);
            let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
            tokens.push(Token::Word(word.to_owned()));
            rest = after;
        }
        rest = rest.trim_start();
    }
    Some(tokens)
}

/// The text up to the closing quote, and what follows; two quotes stand for one.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut read = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('\'')?;
        read.push_str(before);
        match after.strip_prefix('\'') {
            Some(after) => {
                read.push('\'');
                rest = after;
            }
            None => return Some((read, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Filter, Operator};

    fn read(text: &str) -> Filter {
        Filter::read(Some(text)).unwrap()
    }

    /// Whether a message of Ana's that was read passes.
    fn passes(text: &str) -> bool {
        let held = read(text).holds(&|comparison| {
            let value = match comparison.field.as_str() {
                "from/emailaddress/address" => "ana@acme.example",
                "isread" => "true",
                "isdraft" => "false",
                _ => return Err(()),
            };
            comparison.matches_text(&[value]).ok_or(())
        });
        held.unwrap()
    }

    #[test]
    fn comparisons_are_read_with_their_quotes() {
        let filter =
            read("receivedDateTime ge 2026-09-01T00:00:00Z and subject eq 'this and ''that'''");
        let [received, subject] = filter.required()[..] else {
            panic!("two comparisons");
        };
        assert_eq!(received.operator, Operator::GreaterOrEqual);
        assert_eq!(subject.value, "this and 'that'");
        assert_eq!(filter.first_field(), Some("receiveddatetime"));
        let named = read("startswith(displayName,'A')");
        assert_eq!(named.single().unwrap().operator, Operator::StartsWith);
        let owned = read("proxyAddresses/any(p:p eq 'smtp:a@contoso.example')");
        assert_eq!(owned.single().unwrap().field, "proxyaddresses");
        let offset = read("receivedDateTime lt 2026-09-01T02:00:00 02:00");
        assert_eq!(
            offset.single().unwrap().time(),
            "2026-09-01T00:00:00Z".parse().ok()
        );
    }

    #[test]
    fn and_binds_closer_than_or_and_not_closest() {
        assert!(passes("isRead eq true or isDraft eq true"));
        assert!(passes(
            "isRead eq true or isDraft eq true and isDraft eq true"
        ));
        assert!(!passes(
            "(isRead eq true or isDraft eq true) and isDraft eq true"
        ));
        assert!(passes("not(isDraft eq true)") && !passes("not isRead eq true"));
        assert!(passes("endsWith(from/emailAddress/address, '.example')"));
        assert!(passes(
            "contains(from/emailAddress/address,'acme') eq true AND isRead eq true"
        ));
    }

    #[test]
    fn what_only_some_branches_ask_is_not_required() {
        assert!(
            read("isRead eq true or isDraft eq true")
                .required()
                .is_empty()
        );
        assert!(read("not(isRead eq true)").required().is_empty());
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for text in [
            "nonsense",
            "",
            "isRead eq",
            "isRead eq true)",
            "(isRead eq true",
            "isRead eq true isDraft eq true",
            "subject eq 'open",
            "unknown(subject,'x')",
            "subject/any(x:y eq 'z')",
            &"(".repeat(10_000),
            &"not ".repeat(10_000),
        ] {
            assert_eq!(Filter::read(Some(text)), None, "{text:.40}");
        }
    }
}
