use crate::challenge::claims_parameter;
use crate::employee::{SignInRequest, SignedIn, signed_in};
use crate::platform::{Granted, Platform};
use crate::refusal::SignInRefusal;
use oauth2::HttpRequest;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::fmt;
use std::time::Duration;
use url::form_urlencoded;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A sign-in on another device, for machines without a browser. Microsoft calls it high-risk: a fallback only.
pub struct DeviceSignIn {
    platform: Platform,
    request: SignInRequest,
    device_code: SecretString,
    user_code: String,
    verification_uri: String,
    interval: Duration,
    expires_in: Duration,
}

#[derive(Deserialize)]
struct Begun {
    device_code: String,
    user_code: String,
    verification_uri: String,
    expires_in: u64,
    #[serde(default = "five")]
    interval: u64,
}

fn five() -> u64 {
    5
}

impl DeviceSignIn {
    /// Asks for a code to show.
    pub async fn begin(platform: &Platform, request: SignInRequest) -> Result<Self, SignInRefusal> {
        let scopes = request.all_scopes().join(" ");
        let form = [("client_id", platform.client_id()), ("scope", &scopes)];
        let body = ask(platform, platform.authority().device_code().as_str(), &form).await?;
        let begun: Begun = serde_json::from_slice(&body).map_err(|_| SignInRefusal::WrongShape)?;
        Ok(Self {
            platform: platform.clone(),
            request,
            device_code: begun.device_code.into(),
            user_code: begun.user_code,
            verification_uri: begun.verification_uri,
            interval: Duration::from_secs(begun.interval.clamp(1, 60)),
            expires_in: Duration::from_secs(begun.expires_in.min(1_800)),
        })
    }

    /// The code to type in.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Where to type it in.
    pub fn verification_uri(&self) -> &str {
        &self.verification_uri
    }

    /// Waits for the person and checks who it was.
    pub async fn wait(self) -> Result<SignedIn, SignInRefusal> {
        let claims = claims_parameter(self.request.challenge.as_ref());
        let endpoint = self.platform.authority().token();
        let pacing = self.platform.egress().pacing();
        let until = pacing.elapsed() + self.expires_in;
        while pacing.elapsed() < until {
            pacing.sleep(self.interval).await;
            let form = [
                ("grant_type", GRANT),
                ("client_id", self.platform.client_id()),
                ("device_code", self.device_code.expose_secret()),
                ("claims", &claims),
            ];
            match ask(&self.platform, endpoint.as_str(), &form).await {
                Ok(body) => {
                    let answer =
                        serde_json::from_slice(&body).map_err(|_| SignInRefusal::WrongShape)?;
                    let granted = Granted {
                        answer,
                        server_time: self.platform.platform_time(),
                    };
                    // This flow carries no nonce: the device code itself ties the answer to the question.
                    return signed_in(&self.platform, &self.request, granted, "");
                }
                Err(SignInRefusal::Unknown { error, .. }) if is_waiting(&error) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Err(SignInRefusal::CodeExpired)
    }
}

fn is_waiting(error: &str) -> bool {
    matches!(error, "authorization_pending" | "slow_down")
}

async fn ask(
    platform: &Platform,
    endpoint: &str,
    form: &[(&str, &str)],
) -> Result<Vec<u8>, SignInRefusal> {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let mut request = HttpRequest::new(body.into_bytes());
    *request.method_mut() = egress::Method::POST;
    *request.uri_mut() = endpoint
        .parse()
        .map_err(|_| SignInRefusal::AppMisconfigured)?;
    let form_type = egress::HeaderValue::from_static("application/x-www-form-urlencoded");
    request
        .headers_mut()
        .insert(egress::header::CONTENT_TYPE, form_type);
    let response = platform.send(request).await;
    Ok(response?.into_body())
}

impl fmt::Debug for DeviceSignIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DeviceSignIn")
    }
}
