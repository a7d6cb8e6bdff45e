//! Newer versions: Tauri's updater reads what it is given, checks the signature and installs. It is never asked to fetch
//! anything, since only `egress` talks to the network (ADR 22).

use companion::view::{Newer, Release, UpdateProblem, UpdateStep, Updater};
use tauri::{AppHandle, Runtime};
use tauri_plugin_updater::{Error, Update, UpdaterExt as _};
use url::Url;

/// Where Tauri's updater would ask, if it were asked to; a reserved name that leads nowhere.
const NOWHERE: &str = "https://updates.invalid/";

/// Tauri's updater, for the application.
pub struct SignedUpdates<R: Runtime>(AppHandle<R>);

impl<R: Runtime> SignedUpdates<R> {
    /// Wraps the running app, which has the plugin.
    pub fn new(app: AppHandle<R>) -> Self {
        Self(app)
    }

    /// The update that a description tells of. What it announces has to be what the signature says.
    fn update(&self, release: &Release) -> Result<Option<Update>, UpdateProblem> {
        let description =
            serde_json::from_slice(&release.description).map_err(|_| UpdateProblem::Malformed)?;
        let nowhere = Url::parse(NOWHERE).map_err(|_| UpdateProblem::Malformed)?;
        let updater = self
            .0
            .updater_builder()
            .pubkey(&release.public_key)
            .endpoints(vec![nowhere])
            .and_then(tauri_plugin_updater::UpdaterBuilder::build);
        updater
            .and_then(|updater| updater.restore_update(description))
            .map_err(|error| problem(&error))
    }

    fn announced(&self, release: &Release) -> Result<Update, UpdateProblem> {
        self.update(release)?.ok_or(UpdateProblem::Malformed)
    }
}

impl<R: Runtime> Updater for SignedUpdates<R> {
    fn step(&self) -> UpdateStep {
        // A .deb or .rpm belongs to the package manager, and asks for an administrator.
        if cfg!(target_os = "linux") {
            UpdateStep::Save
        } else {
            UpdateStep::Install
        }
    }

    fn read(&self, release: &Release) -> Result<Option<Newer>, UpdateProblem> {
        Ok(self.update(release)?.map(|update| Newer {
            version: update.version,
            notes: update.body,
            package: update.download_url.into(),
        }))
    }

    fn verify(&self, release: &Release, package: &[u8]) -> Result<(), UpdateProblem> {
        let update = self.announced(release)?;
        update.verify(package).map_err(|error| problem(&error))
    }

    fn install(&self, release: &Release, package: &[u8]) -> Result<(), UpdateProblem> {
        let update = self.announced(release)?;
        update.install(package).map_err(|error| problem(&error))
    }
}

fn problem(error: &Error) -> UpdateProblem {
    match error {
        Error::Serialization(_) | Error::Semver(_) | Error::UrlParse(_) => UpdateProblem::Malformed,
        Error::TargetNotFound(_)
        | Error::TargetsNotFound(_)
        | Error::UnsupportedOs
        | Error::UnsupportedArch => UpdateProblem::NotForThisSystem,
        Error::Minisign(_) | Error::Base64(_) | Error::SignatureUtf8(_) => {
            UpdateProblem::WrongSignature
        }
        Error::SignedVersionMismatch { .. } | Error::MissingSignedVersion => {
            UpdateProblem::OtherVersion
        }
        _ => UpdateProblem::NotInstalled,
    }
}
