//! A browser without scripts: follows redirects, keeps cookies, clicks buttons by their text.

use std::collections::BTreeMap;

use reqwest::Response;
use url::Url;

use crate::support::Stage;

pub(crate) struct Browser<'a> {
    stage: &'a Stage,
    cookies: BTreeMap<String, String>,
    pub(crate) html: String,
    pub(crate) status: u16,
    /// Where the browser was sent outside of the sandbox.
    pub(crate) left_to: Option<Url>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(stage: &'a Stage) -> Self {
        Self {
            stage,
            cookies: BTreeMap::new(),
            html: String::new(),
            status: 0,
            left_to: None,
        }
    }

    pub(crate) async fn open(&mut self, url: impl AsRef<str>) {
        let request = self
            .stage
            .client
            .get(url.as_ref())
            .header("cookie", self.cookie_line());
        let answer = request.send().await.unwrap();
        self.arrive(answer).await;
    }

    /// Fills in fields and clicks the button with that text.
    pub(crate) async fn click(&mut self, button: &str, fields: &[(&str, &str)]) {
        let form = self
            .html
            .split("<form")
            .skip(1)
            .find(|form| before(form, "</form>").contains(&format!(">{button}<")));
        let form = before(
            form.unwrap_or_else(|| panic!("no button {button:?} in {}", self.text())),
            "</form>",
        )
        .to_owned();
        let action = attribute(&form, "action").unwrap();
        let mut values: BTreeMap<String, String> = BTreeMap::new();
        for input in form.split("<input").skip(1).map(|input| before(input, ">")) {
            let checkbox = input.contains("checkbox");
            if let Some(name) = attribute(input, "name").filter(|_| !checkbox) {
                values.insert(name, attribute(input, "value").unwrap_or_default());
            }
        }
        let clicked = form
            .split("<button")
            .skip(1)
            .find(|rest| before(rest, "</button>").ends_with(&format!(">{button}")))
            .unwrap();
        let clicked = before(clicked, ">");
        if let Some(name) = attribute(clicked, "name") {
            values.insert(name, attribute(clicked, "value").unwrap_or_default());
        }
        values.extend(
            fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let url = if action.starts_with('/') {
            format!("{}{action}", self.stage.origin())
        } else {
            action
        };
        if !url.starts_with(&self.stage.origin()) {
            self.left_to = Some(Url::parse_with_params(&url, values).unwrap());
            return;
        }
        let request = self
            .stage
            .client
            .post(url)
            .header("cookie", self.cookie_line())
            .form(&values);
        let answer = request.send().await.unwrap();
        self.arrive(answer).await;
    }

    /// Account and password, up to what comes after.
    pub(crate) async fn sign_in(&mut self, url: impl AsRef<str>, upn: &str) {
        self.open(url).await;
        self.click("Next", &[("loginfmt", upn)]).await;
        self.click("Sign in", &[("passwd", "demo")]).await;
    }

    /// What the redirect out of the sandbox says.
    pub(crate) fn answer(&self) -> BTreeMap<String, String> {
        let url = self
            .left_to
            .as_ref()
            .unwrap_or_else(|| panic!("still on: {}", self.text()));
        url.query_pairs().into_owned().collect()
    }

    pub(crate) fn text(&self) -> &str {
        self.html
            .split_once("<main>")
            .map_or(self.html.as_str(), |(_, main)| main)
    }

    async fn arrive(&mut self, answer: Response) {
        self.status = answer.status().as_u16();
        for cookie in answer.headers().get_all("set-cookie") {
            if let Some((name, value)) = cookie
                .to_str()
                .unwrap()
                .split_once(';')
                .and_then(|(pair, _)| pair.split_once('='))
            {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        if let Some(location) = answer.headers().get("location") {
            self.left_to = Some(Url::parse(location.to_str().unwrap()).unwrap());
            self.html.clear();
        } else {
            self.left_to = None;
            self.html = answer.text().await.unwrap();
        }
    }

    fn cookie_line(&self) -> String {
        self.cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ")
    }
}

fn before<'t>(text: &'t str, end: &str) -> &'t str {
    text.split_once(end).map_or(text, |(before, _)| before)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(r#"{name}=""#))?;
    Some(
        before(rest, "\"")
            .replace("&#39;", "'")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}
