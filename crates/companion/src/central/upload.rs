use super::{CentralError, Device};
use activity::{Envelope, ObjectId};
use consent::{Clearance, MayRead};
use egress::{HeaderName, Method, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use rand::Rng as _;
use std::io::Write as _;
use sync::{Acknowledgement, Item, Status, Uplink, UplinkError};
use wire::{Ack, AckStatus, IDEMPOTENCY_KEY, NDJSON, Retraction, path, upload_line};

/// The most that goes in one request, before compression.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// The engine's way to the central service.
#[derive(Clone, Debug)]
pub struct ServiceUplink {
    device: Device,
}

impl ServiceUplink {
    /// The way that this device's credential opens.
    pub fn new(device: Device) -> Self {
        Self { device }
    }

    /// Sends lines in as many requests as their size asks for, and gathers the acknowledgements.
    async fn send(
        &self,
        path: &str,
        lines: Vec<Vec<u8>>,
    ) -> Result<Vec<Acknowledgement>, CentralError> {
        let expected = lines.len();
        let mut acknowledgements = Vec::with_capacity(expected);
        for batch in batches(lines) {
            acknowledgements.extend(self.send_batch(path, &batch).await?);
        }
        if acknowledgements.len() == expected {
            Ok(acknowledgements)
        } else {
            Err(CentralError::Garbled)
        }
    }

    async fn send_batch(
        &self,
        path: &str,
        batch: &[u8],
    ) -> Result<Vec<Acknowledgement>, CentralError> {
        // A key of its own for each attempt of the engine: the same lines may rightly be sent, taken back and sent again.
        let key = hex::encode(rand::rng().random::<[u8; 16]>());
        let request = self
            .device
            .request(Method::POST, path)?
            .header(header::CONTENT_TYPE, NDJSON)
            .header(header::CONTENT_ENCODING, "gzip")
            .header(HeaderName::from_static(IDEMPOTENCY_KEY), &key)
            .body(compressed(batch)?);
        let answer = self.device.central().fetch(request).await?;
        answer
            .body()
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| {
                serde_json::from_slice(line)
                    .map(acknowledgement)
                    .map_err(|_| CentralError::Garbled)
            })
            .collect()
    }
}

impl Uplink for ServiceUplink {
    async fn upload(
        &self,
        clearance: &Clearance<'_>,
        items: &[Item],
    ) -> Result<Vec<Acknowledgement>, UplinkError> {
        let lines = items
            .iter()
            .map(|item| upload_line(&envelope(clearance, item)))
            .collect();
        Ok(self.send(path::ACTIVITIES, lines).await?)
    }

    async fn retract(
        &self,
        clearance: &Clearance<'_>,
        items: &[(ObjectId, String)],
    ) -> Result<Vec<Acknowledgement>, UplinkError> {
        let lines: Result<Vec<_>, _> = items
            .iter()
            .map(|(mailbox, external_id)| {
                serde_json::to_vec(&Retraction {
                    tenant: clearance.policy().tenant.clone(),
                    mailbox: mailbox.clone(),
                    connection: clearance.connection().clone(),
                    stream: clearance.stream(),
                    external_id: external_id.clone(),
                })
            })
            .collect();
        let lines = lines.map_err(|_| CentralError::Garbled)?;
        Ok(self.send(path::RETRACTIONS, lines).await?)
    }
}

fn envelope(clearance: &Clearance<'_>, item: &Item) -> Envelope {
    Envelope {
        tenant: clearance.policy().tenant.clone(),
        mailbox: item.mailbox.clone(),
        connection: clearance.connection().clone(),
        stream: clearance.stream(),
        policy_version: clearance.policy().version,
        dpa_version: clearance.dpa_version(),
        consent: clearance.consent().map(str::to_owned),
        activity: item.activity.activity().clone(),
    }
}

fn batches(lines: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut batches: Vec<Vec<u8>> = Vec::new();
    for line in lines {
        match batches.last_mut() {
            Some(batch) if batch.len() + line.len() < BATCH_BYTES => {
                batch.extend_from_slice(&line);
                batch.push(b'\n');
            }
            _ => batches.push([line.as_slice(), b"\n"].concat()),
        }
    }
    batches
}

fn compressed(bytes: &[u8]) -> Result<Vec<u8>, CentralError> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder
        .write_all(bytes)
        .map_err(|_| CentralError::Garbled)?;
    encoder.finish().map_err(|_| CentralError::Garbled)
}

fn acknowledgement(ack: Ack) -> Acknowledgement {
    let status = match ack.status {
        AckStatus::Stored | AckStatus::Unchanged | AckStatus::Replaced => Status::Held,
        AckStatus::Retracted | AckStatus::Absent => Status::Absent,
    };
    Acknowledgement {
        external_id: ack.external_id,
        sha256: ack.sha256,
        status,
    }
}
