//! The employee's own agreement: given stream by stream to an exact text, and withdrawn as easily.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::texts::ConsentText;
use crate::view::DeskEvent;
use activity::{Instant, Sha256, Stream};
use consent::ConsentRecord;
use jiff::Timestamp;
use ledger::Connection;
use rand::Rng as _;
use wire::{ProblemCode, Role};

impl Companion {
    /// The texts for every stream of a connection that rests on the employee's agreement.
    pub async fn consent_texts(
        &self,
        connection: &Connection,
        language: &str,
    ) -> Result<Vec<ConsentText>, Obstacle> {
        let central = self.known_service().await?;
        let service = central.base().host_str().unwrap_or_default().to_owned();
        let organisation = self.organisation_name(connection).await?;
        let streams = connection.road.streams().iter();
        Ok(streams
            .filter_map(|stream| {
                ConsentText::of(connection.road, *stream, language, &organisation, &service)
            })
            .collect())
    }

    /// Gives the employee's agreement to the text with that digest; the record is kept here, then told to the service.
    pub async fn give_consent(
        &self,
        connection: &Connection,
        stream: Stream,
        sha256: Sha256,
    ) -> Result<ConsentRecord, Obstacle> {
        let text = self.text_of(connection, stream, sha256).await?;
        let known = self.ledger().consents(&connection.id).await?;
        let in_force = known.into_iter().find(|record| {
            record.stream == stream && record.is_in_force() && record.text_sha256 == text.sha256
        });
        let record = in_force.unwrap_or_else(|| ConsentRecord {
            id: format!("consent-{}", hex::encode(rand::rng().random::<[u8; 12]>())),
            connection: connection.id.clone(),
            stream,
            given_at: wall(),
            text_sha256: text.sha256,
            language: text.language.to_owned(),
            withdrawn_at: None,
        });
        self.ledger().put_consent(&record).await?;
        self.device(Role::Employee)
            .await?
            .give_consent(&record)
            .await?;
        self.announce(DeskEvent::StateChanged);
        Ok(record)
    }

    /// Withdraws the employee's agreement to a stream: it holds here at once, whether or not the service can be told.
    pub async fn withdraw_consent(
        &self,
        connection: &Connection,
        stream: Stream,
    ) -> Result<(), Obstacle> {
        let at = wall();
        if let Some(running) = self.runs.of(&connection.id) {
            running.register.write().await.withdraw(stream, at);
        }
        let records = self.ledger().consents(&connection.id).await?;
        let given: Vec<ConsentRecord> = records
            .into_iter()
            .filter(|record| record.stream == stream && record.is_in_force())
            .collect();
        if given.is_empty() {
            return Err(Obstacle::ConsentMissing(Some(stream)));
        }
        for record in &given {
            let withdrawn = ConsentRecord {
                withdrawn_at: Some(at),
                ..record.clone()
            };
            self.ledger().put_consent(&withdrawn).await?;
        }
        self.announce(DeskEvent::StateChanged);
        self.tell_withdrawals(connection).await
    }

    /// Tells the service every withdrawal that it may not know of yet; telling twice changes nothing.
    async fn tell_withdrawals(&self, connection: &Connection) -> Result<(), Obstacle> {
        let device = self.device(Role::Employee).await?;
        for record in self.ledger().consents(&connection.id).await? {
            let Some(at) = record.withdrawn_at else {
                continue;
            };
            match device.withdraw_consent(&record, at).await {
                Err(error) if error.problem() == Some(ProblemCode::NotFound) => {}
                told => told?,
            }
        }
        Ok(())
    }

    /// Tells the service every consent and withdrawal that it may not know of yet, such as after a lost answer.
    pub(crate) async fn tell_agreements(&self, connection: &Connection) -> Result<(), Obstacle> {
        if !connection.road.is_employee() {
            return Ok(());
        }
        let device = self.device(Role::Employee).await?;
        for record in self.ledger().consents(&connection.id).await? {
            if record.is_in_force() {
                device.give_consent(&record).await?;
            }
        }
        self.tell_withdrawals(connection).await
    }

    /// The text of a stream with that digest, in whichever language it was shown.
    async fn text_of(
        &self,
        connection: &Connection,
        stream: Stream,
        sha256: Sha256,
    ) -> Result<ConsentText, Obstacle> {
        if !connection.road.is_employee() || !connection.road.streams().contains(&stream) {
            return Err(Obstacle::StreamNotOffered);
        }
        for language in ["en", "de"] {
            let texts = self.consent_texts(connection, language).await?;
            if let Some(text) = texts
                .into_iter()
                .find(|text| text.stream == stream && text.sha256 == sha256)
            {
                return Ok(text);
            }
        }
        Err(Obstacle::TextChanged)
    }

    /// The organisation as it is called where somebody agrees.
    pub(crate) async fn organisation_name(
        &self,
        connection: &Connection,
    ) -> Result<String, Obstacle> {
        let name: Option<String> = self
            .home
            .document(&organisation_document(connection))
            .await?;
        Ok(name
            .or_else(|| connection.display_name.clone())
            .unwrap_or_else(|| connection.tenant.to_string()))
    }

    pub(crate) async fn keep_organisation_name(
        &self,
        connection: &Connection,
        name: &str,
    ) -> Result<(), Obstacle> {
        self.home
            .keep(&organisation_document(connection), &name)
            .await
    }
}

fn organisation_document(connection: &Connection) -> String {
    format!("{}/organisation", connection.id)
}

fn wall() -> Instant {
    Timestamp::now().into()
}
