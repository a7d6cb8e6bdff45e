use crate::central::Device;
use crate::companion::{Companion, tokens_name};
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, InviteProblem};
use activity::{Address, ObjectId, Road, TenantId};
use consent::MailScope;
use graph::{Me, Reach};
use identity::{
    EmployeeSignIn, ExpectedAccount, Platform, Session, SignInRefusal, SignInRequest, SignedIn,
};
use ledger::Connection;
use privacy::OwnAddresses;
use secrecy::ExposeSecret as _;
use url::Url;
use wire::{Role, SessionRequest};

/// A sign-in that has begun: the page can be opened.
#[derive(Debug)]
pub struct EmployeeVisit {
    sign_in: EmployeeSignIn,
    platform: Platform,
    code: Option<String>,
    invited: Option<String>,
    organisation: Option<String>,
    scopes: Vec<String>,
}

impl EmployeeVisit {
    /// The page to open in the browser.
    pub fn page(&self) -> &Url {
        self.sign_in.authorize_url()
    }

    /// Waits for the person.
    pub(crate) async fn answered(self) -> Result<(SignedIn, Platform), Obstacle> {
        Ok((self.sign_in.wait().await?, self.platform))
    }
}

impl Companion {
    /// Begins an employee's sign-in: the first one by an invite, a later one for the connection that is there.
    pub async fn begin_employee(&self, invite: Option<&str>) -> Result<EmployeeVisit, Obstacle> {
        match invite {
            Some(invite) => self.begin_invited(invite).await,
            None => self.begin_again().await,
        }
    }

    /// Connects an employee from start to end: the page is opened, the person waited for.
    pub async fn connect_employee(&self, invite: Option<&str>) -> Result<Connection, Obstacle> {
        let visit = self.begin_employee(invite).await?;
        self.shell.open_page(visit.page().as_str());
        self.finish_employee(visit, &|| {}).await
    }

    /// Waits for the person, says that the answer came, then connects: the account is checked, the service knows the device, the tokens are sealed.
    pub async fn finish_employee(
        &self,
        visit: EmployeeVisit,
        answered: &(dyn Fn() + Send + Sync),
    ) -> Result<Connection, Obstacle> {
        let EmployeeVisit {
            sign_in,
            platform,
            code,
            invited,
            organisation,
            scopes,
        } = visit;
        let signed_in = sign_in.wait().await?;
        answered();
        if let Some(invited) = &invited {
            self.check_account(invited, &signed_in).await?;
        }
        check_mail_scope(&signed_in)?;
        let device = match (code, self.device(Role::Employee).await) {
            (None, Ok(device)) => device,
            (code, _) => self.sign_in_at_service(&signed_in, code).await?,
        };
        let registered = device.connect(Road::EmployeeGraph).await?;
        let connection = Connection {
            id: registered.id,
            tenant: signed_in.account.tenant.clone(),
            road: Road::EmployeeGraph,
            mailbox: Some(signed_in.account.object.clone()),
            account: signed_in.account.username.clone(),
            display_name: signed_in.account.display_name.clone(),
            created_at: registered.connected_at,
            disconnected_at: None,
        };
        let platform = platform.for_tenant(&connection.tenant);
        let vault = self.home.token_vault();
        Session::open(
            platform,
            vault,
            tokens_name(&connection.id),
            scopes,
            signed_in.tokens,
        )
        .await?;
        self.ledger().put_connection(&connection).await?;
        if let Some(organisation) = organisation {
            self.keep_organisation_name(&connection, &organisation)
                .await?;
        }
        self.take_policy(&device, &connection.tenant).await?;
        self.announce(DeskEvent::StateChanged);
        Ok(connection)
    }

    /// The account that signed in must be the invited one: the sign-in vouches for the invited address, or the account's own
    /// record at Microsoft names it.
    pub(super) async fn check_account(
        &self,
        invited: &str,
        signed_in: &SignedIn,
    ) -> Result<(), Obstacle> {
        let account = &signed_in.account;
        if account.is_at(invited) {
            return Ok(());
        }
        let reach = Reach::Own(account.object.clone());
        let me = self.graph(signed_in.as_it_came(), reach).me().await?;
        if me.id == account.object && names(&me, invited) {
            return Ok(());
        }
        Err(wrong_account(invited))
    }

    /// Shows the sign-in to the service, which gives this device a credential of its own for it.
    pub(super) async fn sign_in_at_service(
        &self,
        signed_in: &SignedIn,
        code: Option<String>,
    ) -> Result<Device, Obstacle> {
        let request = SessionRequest {
            id_token: Some(signed_in.id_token.expose_secret().to_owned()),
            invite: code,
            device: self.device_secret().await?,
        };
        let session = self.known_service().await?.sign_in(&request).await?;
        self.keep_credential(Role::Employee, &session.credential)
            .await?;
        self.note_manager(&session.me).await?;
        self.device(Role::Employee).await
    }

    /// An employee's session from the vault.
    pub(crate) async fn employee_session(
        &self,
        connection: &Connection,
    ) -> Result<Session, Obstacle> {
        let platform = self.platform(connection.tenant.as_str(), &self.client_id().await?)?;
        let scopes = self.scopes_of(&connection.tenant, connection.road).await?;
        let vault = self.home.token_vault();
        Ok(Session::resume(platform, vault, tokens_name(&connection.id), scopes).await?)
    }

    async fn begin_invited(&self, invite: &str) -> Result<EmployeeVisit, Obstacle> {
        let (link, view) = self.read_invite_for(invite, Role::Employee).await?;
        let open = view
            .roads
            .iter()
            .any(|offer| offer.road == Road::EmployeeGraph && offer.open);
        if !open {
            return Err(Obstacle::RoadClosed(crate::view::Road::EmployeeGraph));
        }
        let known = self.known_person().await?;
        if known
            .as_ref()
            .is_some_and(|known| known.tenant != view.tenant)
        {
            return Err(Obstacle::AlreadyConnected);
        }
        let mut expected = ExpectedAccount::anyone_of(view.tenant.clone());
        expected.object = known.and_then(|known| known.mailbox);
        let scopes = scopes_with(view.mail_scope);
        let mut visit = self
            .begin_sign_in(&view.tenant, expected, view.address.clone(), scopes)
            .await?;
        visit.code = Some(link.code().to_owned());
        visit.invited = view.address;
        visit.organisation = view.organisation;
        Ok(visit)
    }

    async fn begin_again(&self) -> Result<EmployeeVisit, Obstacle> {
        let (tenant, object, hint, organisation) = match self.known_person().await? {
            Some(known) => (known.tenant, known.mailbox, known.account, None),
            // A manager who connects their own mailbox as well.
            None => match self.managing().await? {
                Some(known) => (
                    known.tenant,
                    Some(known.person),
                    known.address,
                    known.organisation,
                ),
                None => return Err(Obstacle::Invite(InviteProblem::Garbled)),
            },
        };
        self.check_road(&tenant, Road::EmployeeGraph).await?;
        let expected = ExpectedAccount {
            tenant: Some(tenant.clone()),
            object,
            address: None,
        };
        let scopes = self.employee_scopes(&tenant).await?;
        let mut visit = self.begin_sign_in(&tenant, expected, hint, scopes).await?;
        visit.organisation = organisation;
        Ok(visit)
    }

    pub(crate) async fn begin_sign_in(
        &self,
        tenant: &TenantId,
        expected: ExpectedAccount,
        hint: Option<String>,
        scopes: Vec<String>,
    ) -> Result<EmployeeVisit, Obstacle> {
        let client_id = self.client_id().await?;
        let platform = self.platform(tenant.as_str(), &client_id)?;
        let nonce = self.known_service().await?.nonce().await?;
        let mut request = SignInRequest::new(scopes.clone());
        request.login_hint = hint;
        request.expected = expected;
        request.nonce = Some(nonce.nonce);
        request.redirect = self.redirect();
        request.deadline = super::VISIT_TIME;
        request.words = self.callback_words().await;
        let sign_in = EmployeeSignIn::begin(&platform, request).await?;
        Ok(EmployeeVisit {
            sign_in,
            platform,
            code: None,
            invited: None,
            organisation: None,
            scopes,
        })
    }

    /// Exactly the permissions that an employee's road asks for in a tenant.
    pub(super) async fn scopes_of(
        &self,
        tenant: &TenantId,
        road: Road,
    ) -> Result<Vec<String>, Obstacle> {
        match road {
            Road::EmployeeImap => Ok(vec![imap::EXCHANGE_SCOPE.to_owned()]),
            Road::EmployeeGraph | Road::Organisation => self.employee_scopes(tenant).await,
        }
    }

    /// Exactly the permissions of the employee road, with the mail permission that the tenant chose.
    async fn employee_scopes(&self, tenant: &TenantId) -> Result<Vec<String>, Obstacle> {
        Ok(scopes_with(self.mail_scope(tenant).await?))
    }

    /// The mail permission that a tenant chose: by its policy, or by the last invite where there is no policy yet.
    pub(crate) async fn mail_scope(&self, tenant: &TenantId) -> Result<MailScope, Obstacle> {
        if let Some(policy) = self.kept_policy(tenant).await.ok().flatten() {
            return Ok(policy.policy().mail_scope);
        }
        let invite = self.last_invite().await?;
        let invite = invite.filter(|invite| invite.tenant == *tenant);
        Ok(invite.map(|invite| invite.mail_scope).unwrap_or_default())
    }
}

/// Exactly the permissions of the employee road, with that one for mail.
fn scopes_with(mail: MailScope) -> Vec<String> {
    let mail = match mail {
        MailScope::ReadBasic => "Mail.ReadBasic",
        MailScope::Read => "Mail.Read",
    };
    let scopes = [
        mail,
        "User.Read",
        "OnlineMeetings.Read",
        "OnlineMeetingTranscript.Read.All",
    ];
    scopes.map(str::to_owned).to_vec()
}

/// Another account than the invited one signed in.
pub(super) fn wrong_account(invited: &str) -> Obstacle {
    let mut obstacle = Obstacle::from(SignInRefusal::WrongAccount);
    if let Obstacle::SignIn(state) = &mut obstacle {
        state.view.expected = Some(invited.to_owned());
    }
    obstacle
}

/// Whether the person's record names the address as one of theirs.
fn names(me: &Me, address: &str) -> bool {
    let own = OwnAddresses::new(me.addresses.iter().map(String::as_str));
    let address = Address::parse(address);
    own.zip(address)
        .is_some_and(|(own, address)| own.contains(&address))
}

/// Without its mail permission the road carries nothing; the others may be missing.
fn check_mail_scope(signed_in: &SignedIn) -> Result<(), Obstacle> {
    let refused = signed_in
        .missing_scopes
        .iter()
        .any(|scope| scope.starts_with("Mail."));
    if refused {
        Err(SignInRefusal::ConsentMissing.into())
    } else {
        Ok(())
    }
}

/// The mailbox that a delegated connection reads, and nothing else.
pub(crate) fn own_mailbox(connection: &Connection) -> Result<&ObjectId, Obstacle> {
    connection
        .mailbox
        .as_ref()
        .ok_or(Obstacle::Internal("mailbox"))
}
