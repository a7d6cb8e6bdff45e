//! Newer versions as a face looks for them: only when the person asks, and only where the policy file says where.

use super::export::{NewFile, name_of};
use super::invites::host_of;
use crate::companion::Companion;
use crate::settings::Updates;
use crate::view::{
    Answer, Newer, Release, UpdateDesk, UpdateProblem, UpdateStanding, UpdateStep, Updater,
    UpdatesView,
};
use std::sync::Arc;

/// A newer version that was found.
#[derive(Clone)]
pub(crate) struct Found {
    release: Release,
    newer: Newer,
}

impl UpdateDesk for Companion {
    fn updates(&self) -> Answer<'_, UpdatesView> {
        Box::pin(async move { Ok(self.updates_view()) })
    }

    fn look_for_updates(&self) -> Answer<'_, UpdatesView> {
        Box::pin(async move {
            if let Some((source, updater)) = self.update_source() {
                let looked = self.look(source, &*updater).await;
                self.bench.papers().update = looked.unwrap_or_else(failed);
            }
            Ok(self.updates_view())
        })
    }

    fn take_update(&self) -> Answer<'_, UpdatesView> {
        Box::pin(async move {
            let found = self.bench.papers().found.clone();
            if let (Some((source, updater)), Some(found)) = (self.update_source(), found) {
                let before = self.bench.papers().update.clone();
                let taken = self.take(source, updater, &found).await;
                let standing = taken.map(|taken| taken.unwrap_or(before));
                self.bench.papers().update = standing.unwrap_or_else(failed);
            }
            Ok(self.updates_view())
        })
    }
}

impl Companion {
    fn updates_view(&self) -> UpdatesView {
        let source = self.update_source();
        UpdatesView {
            host: source.map(|(source, _)| host_of(&source.endpoint)),
            standing: self.bench.papers().update.clone(),
        }
    }

    /// Where the policy file says that newer versions are, for a face that can take one.
    fn update_source(&self) -> Option<(&Updates, Arc<dyn Updater>)> {
        Some((self.settings.updates.as_ref()?, self.shell.updater()?))
    }

    async fn look(
        &self,
        source: &Updates,
        updater: &dyn Updater,
    ) -> Result<UpdateStanding, UpdateProblem> {
        self.bench.papers().found = None;
        let release = Release {
            description: self.release_described(source).await?,
            public_key: source.public_key.clone(),
        };
        let Some(newer) = updater.read(&release)? else {
            let looked_at = self.egress.pacing().wall().to_string();
            return Ok(UpdateStanding::UpToDate { looked_at });
        };
        self.bench.papers().found = Some(Found {
            release,
            newer: newer.clone(),
        });
        Ok(UpdateStanding::Newer {
            version: newer.version,
            notes: newer.notes,
            step: updater.step(),
        })
    }

    /// Takes the version; nothing where the person does not say where to.
    async fn take(
        &self,
        source: &Updates,
        updater: Arc<dyn Updater>,
        found: &Found,
    ) -> Result<Option<UpdateStanding>, UpdateProblem> {
        let Found { release, newer } = found.clone();
        let package = self.package(source, &newer.package).await?;
        updater.verify(&release, &package)?;
        let version = newer.version;
        match updater.step() {
            UpdateStep::Save => {
                let file = self.save_package(&newer.package, &package).await?;
                Ok(file.map(|file| UpdateStanding::Saved { version, file }))
            }
            UpdateStep::Install => {
                // Unpacking and the system's installer take their time.
                let installed =
                    tokio::task::spawn_blocking(move || updater.install(&release, &package));
                installed.await.map_err(|_| UpdateProblem::NotInstalled)??;
                Ok(Some(UpdateStanding::Installed { version }))
            }
        }
    }

    async fn save_package(
        &self,
        place: &str,
        package: &[u8],
    ) -> Result<Option<String>, UpdateProblem> {
        let Some(path) = self.shell.choose_file(&file_name(place)).await else {
            return Ok(None);
        };
        let written = async {
            let mut file = NewFile::beside(&path).await?;
            file.write(package).await?;
            file.keep().await
        };
        written.await.map_err(|_| UpdateProblem::NotWritten)?;
        Ok(Some(name_of(&path)))
    }
}

fn failed(problem: UpdateProblem) -> UpdateStanding {
    tracing::info!(%problem, "no update");
    UpdateStanding::Failed { problem }
}

/// The name under which a package is offered: its own, where that is plain.
fn file_name(place: &str) -> String {
    let name = place.rsplit('/').next().unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if !name.is_empty() && name.len() <= 96 && !name.starts_with('.') && name.bytes().all(is_plain)
    {
        name.to_owned()
    } else {
        "vitrine-update".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_package_keeps_its_name_where_that_is_plain() {
        assert_eq!(
            file_name("https://updates.contoso.example/a/vitrine_0.2.0_amd64.deb"),
            "vitrine_0.2.0_amd64.deb"
        );
        for odd in [
            "https://u.example/",
            "https://u.example/a%2Fb",
            "x/.bashrc",
            "x/a?b=c",
        ] {
            assert_eq!(file_name(odd), "vitrine-update", "{odd}");
        }
    }
}
