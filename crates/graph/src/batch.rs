use crate::asking::{Asking, prefer, with_headers};
use crate::classify::classify;
use crate::client::GraphClient;
use crate::refusal::GraphRefusal;
use activity::ObjectId;
use egress::{Request, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::time::Duration;

/// The most that Graph takes in one batch.
const LARGEST: usize = 20;
/// How often the items that were put off are sent again.
const ROUNDS: u32 = 6;

#[derive(Serialize)]
struct Batch<'request> {
    requests: Vec<Item<'request>>,
}

#[derive(Serialize)]
struct Item<'request> {
    id: String,
    method: &'static str,
    url: String,
    headers: Headers<'request>,
}

#[derive(Serialize)]
struct Headers<'request> {
    #[serde(rename = "Prefer")]
    prefer: &'request str,
}

#[derive(Deserialize)]
struct Answers {
    responses: Vec<Answered>,
}

#[derive(Deserialize)]
struct Answered {
    id: String,
    status: u16,
    #[serde(default)]
    headers: HashMap<String, String>,
    #[serde(default)]
    body: Option<Box<RawValue>>,
}

impl GraphClient {
    /// Several questions in one; an answer or a refusal for each, in their order. Items that are put off are sent again.
    pub(crate) async fn batch<T: DeserializeOwned>(
        &self,
        urls: &[Url],
        mailbox: Option<&ObjectId>,
    ) -> Result<Vec<Result<T, GraphRefusal>>, GraphRefusal> {
        let mut results = Vec::with_capacity(urls.len());
        for urls in urls.chunks(LARGEST) {
            results.extend(self.one_batch(urls, mailbox).await?);
        }
        Ok(results)
    }

    async fn one_batch<T: DeserializeOwned>(
        &self,
        urls: &[Url],
        mailbox: Option<&ObjectId>,
    ) -> Result<Vec<Result<T, GraphRefusal>>, GraphRefusal> {
        let mut results: Vec<Option<Result<T, GraphRefusal>>> = urls.iter().map(|_| None).collect();
        for round in 1..=ROUNDS {
            let open: Vec<usize> = (0..urls.len())
                .filter(|index| results.get(*index).is_some_and(Option::is_none))
                .collect();
            if open.is_empty() {
                break;
            }
            let mut wait = Duration::ZERO;
            for answered in self.ask(urls, &open, mailbox).await? {
                let index = answered
                    .id
                    .parse()
                    .ok()
                    .filter(|index| open.contains(index));
                let Some(place) = index.and_then(|index: usize| results.get_mut(index)) else {
                    continue;
                };
                if let (true, true) = (is_put_off(answered.status), round < ROUNDS) {
                    wait = wait.max(
                        answered
                            .retry_after()
                            .unwrap_or(Duration::from_secs(1 << round)),
                    );
                    continue;
                }
                *place = Some(answered.read());
            }
            let put_off = results.iter().any(Option::is_none);
            if put_off && round < ROUNDS {
                self.egress()
                    .pacing()
                    .sleep(wait.max(Duration::from_millis(200)))
                    .await;
            }
        }
        Ok(results
            .into_iter()
            .map(|result| result.unwrap_or(Err(GraphRefusal::Unavailable)))
            .collect())
    }

    async fn ask(
        &self,
        urls: &[Url],
        open: &[usize],
        mailbox: Option<&ObjectId>,
    ) -> Result<Vec<Answered>, GraphRefusal> {
        let prefer = prefer(None);
        let mut requests = Vec::with_capacity(open.len());
        for index in open {
            let url = urls.get(*index).ok_or(GraphRefusal::WrongShape)?;
            requests.push(Item {
                id: index.to_string(),
                method: "GET",
                url: self.relative(url.as_str())?,
                headers: Headers { prefer: &prefer },
            });
        }
        let parts = u32::try_from(requests.len()).unwrap_or(1);
        let body = serde_json::to_vec(&Batch { requests }).map_err(|_| GraphRefusal::WrongShape)?;
        let request = Request::post(self.url(&["$batch"], ""), "application/json", body);
        let request = with_headers(
            request,
            Asking {
                mailbox,
                page_size: None,
            },
            parts,
        );
        let answer = self
            .send(request, mailbox.is_some())
            .await
            .map_err(|failed| failed.refusal)?;
        let answers: Answers =
            serde_json::from_slice(answer.body()).map_err(|_| GraphRefusal::WrongShape)?;
        Ok(answers.responses)
    }
}

impl Answered {
    fn read<T: DeserializeOwned>(&self) -> Result<T, GraphRefusal> {
        let body = self.body.as_ref().map_or("", |body| body.get());
        if (200..300).contains(&self.status) {
            return serde_json::from_str(body).map_err(|_| GraphRefusal::WrongShape);
        }
        Err(classify(
            self.status,
            body.as_bytes(),
            self.retry_after(),
            true,
        ))
    }

    fn retry_after(&self) -> Option<Duration> {
        let header = self
            .headers
            .iter()
            .find(|header| header.0.eq_ignore_ascii_case("retry-after"))?;
        header.1.trim().parse().ok().map(Duration::from_secs)
    }
}

fn is_put_off(status: u16) -> bool {
    matches!(status, 424 | 429 | 500 | 502 | 503 | 504 | 509)
}
