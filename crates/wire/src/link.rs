use url::Url;

/// The letters and digits of a code: Crockford's Base32 in lower case.
const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";
/// 128 bits in Base32.
const CODE_LENGTH: usize = 26;

/// An invite as a person holds it: a link to the service's page, a `vitrine://` link, the bare code, or the whole line of JSON
/// in which the service's command prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteLink {
    service: Option<Url>,
    code: String,
}

/// The part of the printed line that matters.
#[derive(serde::Deserialize)]
struct Printed {
    invite: String,
}

/// The text is not an invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadInviteLink {
    /// It has not the form of an invite.
    #[error("not an invite")]
    Garbled,
    /// It leads to a service over an unprotected connection that is not on this machine.
    #[error("the invite leads to an unprotected address")]
    Unprotected,
}

impl InviteLink {
    /// Reads an invite in any of its forms; case and white space around it do not matter.
    pub fn parse(text: &str) -> Result<Self, BadInviteLink> {
        let text = text.trim();
        if text.len() > 2_048 {
            return Err(BadInviteLink::Garbled);
        }
        if text.starts_with('{') {
            let printed: Printed =
                serde_json::from_str(text).map_err(|_| BadInviteLink::Garbled)?;
            return Self::parse_one(&printed.invite);
        }
        Self::parse_one(text)
    }

    fn parse_one(text: &str) -> Result<Self, BadInviteLink> {
        if !text.contains("://") {
            return Ok(Self {
                service: None,
                code: normal_code(text).ok_or(BadInviteLink::Garbled)?,
            });
        }
        let url = Url::parse(text).map_err(|_| BadInviteLink::Garbled)?;
        match url.scheme() {
            "vitrine" => from_deep_link(&url),
            "https" | "http" => from_page(url),
            _ => Err(BadInviteLink::Garbled),
        }
    }

    /// The invite of a code at a service.
    pub fn new(service: Option<Url>, code: &str) -> Result<Self, BadInviteLink> {
        if let Some(service) = &service {
            check_protected(service)?;
        }
        Ok(Self {
            service,
            code: normal_code(code).ok_or(BadInviteLink::Garbled)?,
        })
    }

    /// The service's base address (with a final slash), where the invite names it.
    pub fn service(&self) -> Option<&Url> {
        self.service.as_ref()
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The address of the invite's page, where the service is known.
    pub fn page(&self) -> Option<Url> {
        self.service
            .as_ref()?
            .join(&format!("i/{}", self.code))
            .ok()
    }

    /// The link that opens the app.
    pub fn deep_link(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(service) = &self.service {
            query.append_pair("service", service.as_str());
        }
        query.append_pair("code", &self.code);
        format!("vitrine://invite?{}", query.finish())
    }
}

impl std::fmt::Debug for InviteLink {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("InviteLink")
            .field("service", &self.service.as_ref().map(Url::as_str))
            .finish_non_exhaustive()
    }
}

/// The code in its one spelling: lower case, look-alikes read as Crockford reads them, hyphens and spaces dropped.
fn normal_code(text: &str) -> Option<String> {
    let code: String = text
        .chars()
        .filter(|character| *character != '-' && *character != ' ')
        .map(|character| match character.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    let whole = code.len() == CODE_LENGTH && code.chars().all(|letter| ALPHABET.contains(letter));
    whole.then_some(code)
}

fn from_deep_link(url: &Url) -> Result<InviteLink, BadInviteLink> {
    let is_invite = url.host_str() == Some("invite") || url.path().trim_matches('/') == "invite";
    if !is_invite {
        return Err(BadInviteLink::Garbled);
    }
    let parameter = |name: &str| {
        url.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let code = parameter("code").ok_or(BadInviteLink::Garbled)?;
    let service = parameter("service")
        .map(|text| Url::parse(&text).map_err(|_| BadInviteLink::Garbled))
        .transpose()?;
    InviteLink::new(service.map(as_base), &code)
}

fn from_page(mut url: Url) -> Result<InviteLink, BadInviteLink> {
    let path = url.path().to_owned();
    let (base, code) = path.rsplit_once("/i/").ok_or(BadInviteLink::Garbled)?;
    url.set_path(base);
    InviteLink::new(Some(as_base(url)), code.trim_end_matches('/'))
}

fn as_base(mut url: Url) -> Url {
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}

fn check_protected(service: &Url) -> Result<(), BadInviteLink> {
    if !service.username().is_empty() || service.password().is_some() {
        return Err(BadInviteLink::Garbled);
    }
    let on_this_machine = match service.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(BadInviteLink::Garbled),
    };
    match service.scheme() {
        "https" => Ok(()),
        "http" if on_this_machine => Ok(()),
        "http" => Err(BadInviteLink::Unprotected),
        _ => Err(BadInviteLink::Garbled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "0123456789abcdefghjkmnpqrs";

    #[test]
    fn every_form_of_an_invite_reads_as_the_same_invite() {
        let page = InviteLink::parse(&format!(" http://127.0.0.1:8080/i/{CODE}\n")).unwrap();
        let deep = InviteLink::parse(&page.deep_link()).unwrap();
        assert_eq!(page, deep);
        let printed = format!(
            "{{\"invite\":\"{}\",\"tenant\":\"t\"}}\n",
            page.page().unwrap()
        );
        assert_eq!(InviteLink::parse(&printed).unwrap(), page);
        assert_eq!(page.service().unwrap().as_str(), "http://127.0.0.1:8080/");
        assert_eq!(
            page.page().unwrap().as_str(),
            format!("http://127.0.0.1:8080/i/{CODE}")
        );
        let below = InviteLink::parse(&format!("https://vitrine.example/base/i/{CODE}")).unwrap();
        assert_eq!(
            InviteLink::parse(&below.deep_link()).unwrap().page(),
            below.page()
        );
    }

    #[test]
    fn a_code_may_be_typed_with_hyphens_and_look_alikes() {
        let typed = InviteLink::parse("O123-4567-89AB-CDEF-GHJK-MNPQ-RS").unwrap();
        assert_eq!(typed.code(), CODE);
        assert_eq!(typed.service(), None);
    }

    #[test]
    fn garbage_is_refused() {
        for text in [
            "",
            "{}",
            "hello",
            "vitrine://other?code=0123456789abcdefghjkmnpqrs",
            "vitrine://invite",
            "https://vitrine.example/i/short",
            "https://vitrine.example/x/0123456789abcdefghjkmnpqrs",
            "file:///i/0123456789abcdefghjkmnpqrs",
            "https://user:word@vitrine.example/i/0123456789abcdefghjkmnpqrs",
            "vitrine://invite?service=javascript:alert(1)&code=0123456789abcdefghjkmnpqrs",
        ] {
            assert_eq!(
                InviteLink::parse(text),
                Err(BadInviteLink::Garbled),
                "{text}"
            );
        }
        assert_eq!(
            InviteLink::parse(&format!("http://vitrine.example/i/{CODE}")),
            Err(BadInviteLink::Unprotected)
        );
    }
}
