use activity::TenantId;
use url::Url;

/// Where sign-in happens: a host of the identity platform and the tenant in its paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    base: Url,
    tenant: String,
}

/// The authority's address or tenant cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an authority: an https address and a tenant id, a verified domain or `organizations`")]
pub struct BadAuthority;

impl Authority {
    /// The public cloud's host.
    pub const PUBLIC: &'static str = "https://login.microsoftonline.com";

    /// An authority at `base` for a tenant id, a verified domain or `organizations`.
    pub fn new(base: &str, tenant: &str) -> Result<Self, BadAuthority> {
        let mut base = Url::parse(base.trim()).map_err(|_| BadAuthority)?;
        base.set_query(None);
        base.set_fragment(None);
        egress::Origin::of(&base).map_err(|_| BadAuthority)?;
        let tenant = tenant.trim().to_lowercase();
        let plain = tenant
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
        // `common` and `consumers` refuse client credentials and let personal accounts in.
        let refused = matches!(tenant.as_str(), "" | "." | ".." | "common" | "consumers");
        if !plain || refused {
            return Err(BadAuthority);
        }
        Ok(Self { base, tenant })
    }

    /// The origin that [`egress::EgressConfig::allow`] needs.
    pub fn origin(&self) -> Result<egress::Origin, egress::NotAnOrigin> {
        egress::Origin::of(&self.base)
    }

    /// The tenant as configured.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The same host for another tenant.
    pub fn for_tenant(&self, tenant: &TenantId) -> Self {
        Self {
            base: self.base.clone(),
            tenant: tenant.as_str().to_owned(),
        }
    }

    /// The issuer of that tenant's id_tokens.
    pub fn issuer(&self, tenant: &str) -> String {
        let base = self.base.as_str().trim_end_matches('/');
        format!("{base}/{tenant}/v2.0")
    }

    pub(crate) fn authorize(&self) -> Url {
        self.endpoint(&["oauth2", "v2.0", "authorize"])
    }

    pub(crate) fn token(&self) -> Url {
        self.endpoint(&["oauth2", "v2.0", "token"])
    }

    pub(crate) fn device_code(&self) -> Url {
        self.endpoint(&["oauth2", "v2.0", "devicecode"])
    }

    pub(crate) fn admin_consent(&self) -> Url {
        self.endpoint(&["v2.0", "adminconsent"])
    }

    fn endpoint(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(&self.tenant).extend(path);
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_keep_the_port_and_carry_the_tenant() {
        let authority =
            Authority::new("https://localhost:8443/", "Contoso.example").expect("an authority");
        assert_eq!(
            authority.token().as_str(),
            "https://localhost:8443/contoso.example/oauth2/v2.0/token"
        );
        assert_eq!(authority.issuer("t"), "https://localhost:8443/t/v2.0");
    }

    #[test]
    fn what_is_no_authority_is_refused() {
        for (base, tenant) in [
            ("http://login.example", "contoso.example"),
            ("login.example", "contoso.example"),
            ("https://login.example", "common"),
            ("https://login.example", ""),
            ("https://login.example", "../x"),
            ("https://login.example", "a/b"),
        ] {
            assert_eq!(
                Authority::new(base, tenant),
                Err(BadAuthority),
                "{base} {tenant}"
            );
        }
    }
}
