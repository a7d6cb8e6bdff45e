//! The employee's agreement as a face asks for it.

use super::connections::standing;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{ConsentForm, StreamName};
use activity::Sha256;

impl Companion {
    pub(super) async fn forms(
        &self,
        connection: &str,
        language: &str,
    ) -> Result<Vec<ConsentForm>, Obstacle> {
        let connection = self.connection(connection).await?;
        let consents = self.ledger().consents(&connection.id).await?;
        let texts = self.consent_texts(&connection, language).await?;
        Ok(texts
            .into_iter()
            .map(|text| ConsentForm {
                stream: text.stream.into(),
                language: text.language.to_owned(),
                consent: standing(&connection, text.stream, &consents),
                sha256: text.sha256.to_string(),
                text: text.markdown,
            })
            .collect())
    }

    pub(super) async fn agree(
        &self,
        connection: &str,
        stream: StreamName,
        sha256: &str,
    ) -> Result<(), Obstacle> {
        let connection = self.connection(connection).await?;
        let sha256 = Sha256::parse(sha256).map_err(|_| Obstacle::TextChanged)?;
        self.give_consent(&connection, stream.into(), sha256)
            .await?;
        Ok(())
    }

    pub(super) async fn disagree(
        &self,
        connection: &str,
        stream: StreamName,
    ) -> Result<(), Obstacle> {
        let connection = self.connection(connection).await?;
        match self.withdraw_consent(&connection, stream.into()).await {
            // It holds here; the service hears of it with the next run.
            Err(Obstacle::ServiceUnreachable(_)) => Ok(()),
            withdrawn => withdrawn,
        }
    }
}
