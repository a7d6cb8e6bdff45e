use crate::Fallible;
use crate::stage::Stage;
use egress::{Egress, EgressConfig, EgressError, Origin, Request, Role, header};
use secrecy::SecretString;
use serde_json::Value;
use std::time::{Duration, Instant};
use url::Url;

/// The pages' form, as the graph crate asks for them.
const PREFER: &str = "odata.maxpagesize=200, IdType=\"ImmutableId\"";
const MAIL_FIELDS: &str = "id,internetMessageId,conversationId,subject,sender,from,toRecipients,ccRecipients,\
                           receivedDateTime,sentDateTime,isDraft,parentFolderId";
/// Folders whose mail is not considered (RULES 14).
const LEFT_OUT: [&str; 3] = ["Drafts", "Outbox", "Junk Email"];

/// What a walk over all pages came to.
pub(crate) struct Walked {
    pub(crate) took: Duration,
    pub(crate) requests: u64,
    pub(crate) bytes: u64,
    pub(crate) items: u64,
}

/// Opens a page as a browser does that nobody has to click in: it follows where the page sends it.
pub(crate) async fn browse(address: &str) -> Fallible<()> {
    let mut next = Url::parse(address)?;
    for _ in 0..8 {
        let door = Egress::new(EgressConfig::new().allow(Role::Authority, Origin::of(&next)?))?;
        match door.fetch(Request::get(next.clone())).await {
            Ok(_) => return Ok(()),
            Err(EgressError::Status(answer)) => {
                let location = answer
                    .location
                    .ok_or_else(|| format!("status {}", answer.code))?;
                next = next.join(&location)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err("sent round in circles".into())
}

/// What is done with the bytes of a page.
#[derive(Clone, Copy)]
enum Reading {
    Drop,
    Parse,
}

/// Pulls every page and drops its bytes unread.
pub(crate) async fn bytes_only(stage: &Stage) -> Fallible<Walked> {
    walk(stage, Reading::Drop).await
}

/// Pulls every page and parses it.
pub(crate) async fn parse_and_filter(stage: &Stage) -> Fallible<Walked> {
    walk(stage, Reading::Parse).await
}

async fn walk(stage: &Stage, reading: Reading) -> Fallible<Walked> {
    let walk = Walk::begin(stage).await?;
    let begun = Instant::now();
    let before = walk.door.totals();
    let mut items = 0;
    for user in walk.all("users?$select=id").await? {
        let user = user["id"].as_str().unwrap_or_default().to_owned();
        items += walk.round(&walk.calendar(&user)?, reading).await?;
        for folder in walk
            .all(&format!("users/{user}/mailFolders?$top=100"))
            .await?
        {
            let name = folder["displayName"].as_str().unwrap_or_default();
            if LEFT_OUT.contains(&name) {
                continue;
            }
            let folder = folder["id"].as_str().unwrap_or_default();
            let first =
                format!("users/{user}/mailFolders/{folder}/messages/delta?$select={MAIL_FIELDS}");
            items += walk.round(&walk.url(&first)?, reading).await?;
        }
    }
    let after = walk.door.totals();
    Ok(Walked {
        took: begun.elapsed(),
        requests: after.requests - before.requests,
        bytes: after.bytes_received - before.bytes_received,
        items,
    })
}

/// A walk over Graph without the product's own client.
struct Walk {
    door: Egress,
    graph: String,
    token: SecretString,
}

impl Walk {
    async fn begin(stage: &Stage) -> Fallible<Self> {
        let (graph, authority) = (stage.sandbox("graph")?, stage.sandbox("authority")?);
        let config = EgressConfig::new()
            .allow(Role::Graph, Origin::parse(graph)?)
            .allow(Role::Authority, Origin::parse(authority)?);
        let door = Egress::new(config)?;
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", stage.sandbox("app_client_id")?)
            .append_pair("client_secret", stage.sandbox("app_client_secret")?)
            .append_pair("scope", "https://graph.microsoft.com/.default")
            .finish();
        let address = format!(
            "{authority}/{}/oauth2/v2.0/token",
            stage.sandbox("tenant_id")?
        );
        let answer = door
            .fetch(Request::post(
                Url::parse(&address)?,
                "application/x-www-form-urlencoded",
                form,
            ))
            .await?;
        let answer: Value = serde_json::from_slice(answer.body())?;
        let token = answer["access_token"]
            .as_str()
            .ok_or("no token")?
            .to_owned();
        Ok(Self {
            door,
            graph: graph.to_owned(),
            token: token.into(),
        })
    }

    fn url(&self, path: &str) -> Fallible<Url> {
        Ok(Url::parse(&format!(
            "{}/{path}",
            self.graph.trim_end_matches('/')
        ))?)
    }

    /// The calendar's window around the sandbox's own time.
    fn calendar(&self, user: &str) -> Fallible<Url> {
        let now = self.door.server_time().ok_or("no Date")?;
        let (start, end) = (now.plus_days(-90), now.plus_days(30));
        self.url(&format!(
            "users/{user}/calendarView/delta?startDateTime={start}&endDateTime={end}"
        ))
    }

    async fn get(&self, url: Url) -> Fallible<egress::Answer> {
        let prefer = header::HeaderName::from_static("prefer");
        let request = Request::get(url).bearer(&self.token).header(prefer, PREFER);
        Ok(self.door.fetch(request).await?)
    }

    /// The entries of a list, page by page.
    async fn all(&self, path: &str) -> Fallible<Vec<Value>> {
        let mut next = Some(self.url(path)?);
        let mut found = Vec::new();
        while let Some(url) = next {
            let mut page: Value = serde_json::from_slice(self.get(url).await?.body())?;
            if let Some(values) = page["value"].as_array_mut() {
                found.append(values);
            }
            next = page["@odata.nextLink"]
                .as_str()
                .map(Url::parse)
                .transpose()?;
        }
        Ok(found)
    }

    /// Follows the pages of a round; of each only the next link is looked at, and the items are counted by their mark.
    async fn round(&self, first: &Url, reading: Reading) -> Fallible<u64> {
        let mut next = Some(first.clone());
        let mut items = 0;
        while let Some(url) = next {
            let answer = self.get(url).await?;
            let text = std::str::from_utf8(answer.body())?;
            items += text.matches("\"@odata.etag\"").count() as u64;
            if let Reading::Parse = reading {
                std::hint::black_box(serde_json::from_str::<Value>(text)?);
            }
            next = next_link(text).map(|link| Url::parse(&link)).transpose()?;
        }
        Ok(items)
    }
}

/// The next link in a page's text; links are plain enough to be cut out.
fn next_link(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("\"@odata.nextLink\":")?;
    let rest = rest.trim_start().strip_prefix('"')?;
    rest.split('"').next().map(|link| link.replace("\\/", "/"))
}
