//! The update server of the policy file, as this program asks it: through the door, like everybody else (ADR 22).

use crate::companion::Companion;
use crate::settings::Updates;
use crate::view::UpdateProblem;
use egress::{EgressError, Origin, Request, Retry};
use std::time::Duration;
use url::Url;

/// The most that is read of a description.
const DESCRIPTION_LIMIT: usize = 256 * 1024;

/// The most that is read of a package.
const PACKAGE_LIMIT: usize = 512 * 1024 * 1024;

impl Companion {
    /// What the update server says of the newest version.
    pub(crate) async fn release_described(
        &self,
        source: &Updates,
    ) -> Result<Vec<u8>, UpdateProblem> {
        let request = Request::get(source.endpoint.clone()).body_limit(DESCRIPTION_LIMIT);
        self.ask_update_server(request).await
    }

    /// The package of a version. It lies where the policy file says, or it is not asked for.
    pub(crate) async fn package(
        &self,
        source: &Updates,
        place: &str,
    ) -> Result<Vec<u8>, UpdateProblem> {
        let place = Url::parse(place).map_err(|_| UpdateProblem::Malformed)?;
        let (named, own) = (Origin::of(&source.endpoint), Origin::of(&place));
        if named.is_err() || own != named {
            return Err(UpdateProblem::Elsewhere);
        }
        let request = Request::get(place).body_limit(PACKAGE_LIMIT);
        self.ask_update_server(request).await
    }

    async fn ask_update_server(&self, request: Request) -> Result<Vec<u8>, UpdateProblem> {
        let patience = Retry::standard().attempts(3).total(Duration::from_secs(20));
        match self.egress.fetch(request.retry(patience)).await {
            Ok(answer) => Ok(answer.into_body().to_vec()),
            Err(EgressError::RefusedHost { .. }) => Err(UpdateProblem::Elsewhere),
            Err(EgressError::TooLarge { .. }) => Err(UpdateProblem::Malformed),
            Err(error) => {
                tracing::info!(code = error.code(), "the update server gave nothing");
                Err(UpdateProblem::Unreachable)
            }
        }
    }
}
