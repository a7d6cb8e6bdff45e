//! The app registration as the admin fills it in.

use crate::companion::Companion;
use crate::connect::{SavedRegistration, proves};
use crate::obstacle::Obstacle;
use crate::settings::web_address;
use crate::view::{
    CredentialForm, CredentialStanding, DeskEvent, FieldProblem, ProblemKind, RegistrationField,
    RegistrationForm, RegistrationView, RequiredPermission,
};
use identity::{AppCredential, Authority};
use secrecy::SecretString;

const TENANT_RECORD: &str = "User.Read.All";

/// The permissions of the organisation's road, each with what it is for.
pub(super) const PERMISSIONS: [(&str, &str); 3] = [
    (
        "Calendars.Read",
        "Reads meetings, to find those with people on allowed external domains.",
    ),
    (
        "Mail.ReadBasic.All",
        "Reads the envelopes of mails, never their text.",
    ),
    (
        TENANT_RECORD,
        "Lists the tenant's people, to know which addresses are your own.",
    ),
];

impl Companion {
    pub(super) async fn registration_view(&self) -> Result<RegistrationView, Obstacle> {
        let saved = self.saved_registration().await?.unwrap_or_default();
        let is_proved = saved.proved_at.is_some();
        let invited = self
            .kept_invite_view()
            .await?
            .and_then(|invite| invite.tenant_id);
        Ok(RegistrationView {
            tenant: if saved.tenant.is_empty() {
                let own = self.settings.tenant.as_ref().map(ToString::to_string);
                own.or(invited).unwrap_or_default()
            } else {
                saved.tenant
            },
            client_id: self.client_id().await.unwrap_or_default(),
            credential: self.credential_standing().await,
            redirect_uri: self.settings.redirect_uri().to_owned(),
            locked: self.locked_fields(),
            permissions: PERMISSIONS
                .iter()
                .map(|(permission, purpose)| RequiredPermission {
                    permission: (*permission).to_owned(),
                    purpose: (*purpose).to_owned(),
                    // The proof reads the tenant's own record, which only this permission opens to an application.
                    granted: (is_proved && *permission == TENANT_RECORD).then_some(true),
                })
                .collect(),
        })
    }

    /// What is wrong with the fields as they stand; nothing is kept of them.
    pub(super) async fn problems_of(
        &self,
        form: &RegistrationForm,
    ) -> Result<Vec<FieldProblem>, Obstacle> {
        let invited = self
            .kept_invite_view()
            .await?
            .and_then(|invite| invite.tenant_id);
        let has_credential = self.credential().await.is_ok();
        Ok(problems(form, invited.as_deref(), has_credential))
    }

    pub(super) async fn save_form(&self, form: &RegistrationForm) -> Result<(), Obstacle> {
        let problems = self.problems_of(form).await?;
        if !problems.is_empty() {
            return Err(Obstacle::Registration(problems));
        }
        match &form.credential {
            CredentialForm::Keep => {}
            CredentialForm::Secret { value } => {
                self.keep_client_secret(&SecretString::from(value.trim()))
                    .await?;
            }
            CredentialForm::Certificate { pem } => {
                self.keep_certificate(&SecretString::from(pem.as_str()))
                    .await?;
            }
        }
        let before = self.saved_registration().await?.unwrap_or_default();
        let same = before.tenant == form.tenant.trim() && before.client_id == form.client_id.trim();
        let kept = if same {
            before
        } else {
            SavedRegistration::default()
        };
        self.keep_registration(&SavedRegistration {
            tenant: form.tenant.trim().to_lowercase(),
            client_id: form.client_id.trim().to_owned(),
            redirect_uri: form.redirect_uri.trim().to_owned(),
            ..kept
        })
        .await?;
        self.announce(DeskEvent::StateChanged);
        Ok(())
    }

    async fn credential_standing(&self) -> CredentialStanding {
        match self.credential().await {
            Ok(AppCredential::Secret(_)) => CredentialStanding::Secret,
            Ok(AppCredential::Certificate(certificate)) => CredentialStanding::Certificate {
                thumbprint: certificate.thumbprint(),
                expires_at: Some(certificate.expires_at().to_string()),
            },
            Err(_) => CredentialStanding::Missing,
        }
    }

    fn locked_fields(&self) -> Vec<RegistrationField> {
        let fields = [
            ("tenant", RegistrationField::Tenant),
            ("client_id", RegistrationField::ClientId),
            ("client_secret", RegistrationField::Credential),
            ("client_certificate", RegistrationField::Credential),
            ("redirect_uri", RegistrationField::RedirectUri),
        ];
        let mut locked: Vec<RegistrationField> = Vec::new();
        for (name, field) in fields {
            if self.settings.is_locked(name) && !locked.contains(&field) {
                locked.push(field);
            }
        }
        locked
    }
}

fn problems(
    form: &RegistrationForm,
    invited: Option<&str>,
    has_credential: bool,
) -> Vec<FieldProblem> {
    let checks = [
        (
            RegistrationField::Tenant,
            tenant_problem(form.tenant.trim(), invited),
        ),
        (
            RegistrationField::ClientId,
            id_problem(form.client_id.trim()),
        ),
        (
            RegistrationField::Credential,
            credential_problem(&form.credential, has_credential),
        ),
        (
            RegistrationField::RedirectUri,
            redirect_problem(form.redirect_uri.trim()),
        ),
    ];
    checks
        .into_iter()
        .filter_map(|(field, problem)| {
            Some(FieldProblem {
                field,
                problem: problem?,
            })
        })
        .collect()
}

fn tenant_problem(tenant: &str, invited: Option<&str>) -> Option<ProblemKind> {
    if tenant.is_empty() {
        return Some(ProblemKind::Missing);
    }
    if Authority::new(Authority::PUBLIC, tenant).is_err()
        || !(is_id(tenant) || tenant.contains('.'))
    {
        return Some(ProblemKind::NotATenant);
    }
    let is_other =
        is_id(tenant) && invited.is_some_and(|invited| !invited.eq_ignore_ascii_case(tenant));
    is_other.then_some(ProblemKind::OtherTenant)
}

fn id_problem(client_id: &str) -> Option<ProblemKind> {
    match client_id {
        "" => Some(ProblemKind::Missing),
        id if is_id(id) => None,
        _ => Some(ProblemKind::NotAnId),
    }
}

fn credential_problem(credential: &CredentialForm, has_credential: bool) -> Option<ProblemKind> {
    match credential {
        CredentialForm::Keep => (!has_credential).then_some(ProblemKind::Missing),
        CredentialForm::Secret { value } if value.trim().is_empty() => Some(ProblemKind::Missing),
        CredentialForm::Secret { value } => {
            is_id(value.trim()).then_some(ProblemKind::SecretIdInsteadOfValue)
        }
        CredentialForm::Certificate { pem } => {
            (!proves(&SecretString::from(pem.as_str()))).then_some(ProblemKind::NotACertificate)
        }
    }
}

fn redirect_problem(redirect: &str) -> Option<ProblemKind> {
    match redirect {
        "" => Some(ProblemKind::Missing),
        address if web_address(address).is_some() => None,
        _ => Some(ProblemKind::NotARedirect),
    }
}

/// Whether a text has the form 00000000-0000-0000-0000-000000000000.
fn is_id(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "3c2bc55e-4d78-4e47-9e78-c333b6c166a2";

    fn form(tenant: &str, client_id: &str, secret: &str) -> RegistrationForm {
        RegistrationForm {
            tenant: tenant.to_owned(),
            client_id: client_id.to_owned(),
            credential: CredentialForm::Secret {
                value: secret.to_owned(),
            },
            redirect_uri: "http://localhost:8400/".to_owned(),
        }
    }

    #[test]
    fn each_wrong_field_is_named_with_what_is_wrong() {
        assert_eq!(problems(&form(ID, ID, "hush"), None, false), []);
        assert_eq!(
            problems(&form("contoso.example", ID, "hush"), Some(ID), false),
            []
        );
        let kinds = |form: RegistrationForm, invited| -> Vec<ProblemKind> {
            problems(&form, invited, false)
                .into_iter()
                .map(|problem| problem.problem)
                .collect()
        };
        assert_eq!(kinds(form("", "", ""), None), [ProblemKind::Missing; 3]);
        assert_eq!(
            kinds(form("common", "x", ID), None),
            [
                ProblemKind::NotATenant,
                ProblemKind::NotAnId,
                ProblemKind::SecretIdInsteadOfValue
            ]
        );
        let other = "00000000-4d78-4e47-9e78-c333b6c166a2";
        assert_eq!(
            kinds(form(other, ID, "hush"), Some(ID)),
            [ProblemKind::OtherTenant]
        );
    }
}
