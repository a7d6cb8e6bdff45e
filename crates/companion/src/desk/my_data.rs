//! One's own data as a face asks for it.

use super::bench::{Papers, Reading};
use super::counts::counts;
use super::invites::host_of;
use super::review_views::{access_view, export_view};
use super::visits::{account, refusal};
use super::words::count;
use crate::companion::Companion;
use crate::my_data::MyData;
use crate::obstacle::Obstacle;
use crate::view::{
    Answer, DeskEvent, ExportForm, LedgerCounts, LedgerDetail, LedgerPage, LedgerQuery, LookView,
    MyDataDesk, MyDataView, Visit, Written,
};
use std::cmp::Reverse;
use std::sync::Arc;
use url::Url;

/// An answer in its box.
macro_rules! answer {
    ($($body:tt)*) => {
        Box::pin(async move { Ok({ $($body)* }) })
    };
}

impl MyDataDesk for Companion {
    fn begin_my_data(&self, service: Option<String>) -> Answer<'_, MyDataView> {
        answer! { self.start_my_data(service).await? }
    }

    fn my_data(&self) -> Answer<'_, MyDataView> {
        answer! { self.my_data_view().await? }
    }

    fn reopen_my_data(&self) -> Answer<'_, MyDataView> {
        answer! {
            if let Some(MyDataView::Visiting { visit: Visit::Waiting { link, .. } }) = self.reading_view() {
                self.shell.open_page(&link);
            }
            self.my_data_view().await?
        }
    }

    fn end_my_data(&self) -> Answer<'_, MyDataView> {
        answer! {
            self.put_away();
            self.announce(DeskEvent::VisitChanged);
            self.my_data_view().await?
        }
    }

    fn my_data_page(&self, query: LedgerQuery) -> Answer<'_, LedgerPage> {
        answer! {
            let mine = self.mine_here()?;
            self.rows(&mine.ledger, &mine.connection, &query, false).await?
        }
    }

    fn my_data_row(&self, id: String) -> Answer<'_, LedgerDetail> {
        answer! {
            let mine = self.mine_here()?;
            self.detail(&mine.ledger, &mine.connection, &id, false).await?
        }
    }

    fn my_data_counts(&self, query: LedgerQuery) -> Answer<'_, LedgerCounts> {
        answer! {
            let mine = self.mine_here()?;
            counts(&mine.ledger, &mine.connection, &query, false).await?
        }
    }

    fn export_my_data(
        &self,
        query: LedgerQuery,
        as_form: ExportForm,
    ) -> Answer<'_, Option<Written>> {
        answer! {
            let mine = self.mine_here()?;
            self.export_from(&mine.ledger, &mine.connection, "vitrine-my-data", &query, as_form).await?
        }
    }
}

impl Companion {
    async fn start_my_data(&self, service: Option<String>) -> Result<MyDataView, Obstacle> {
        self.put_away();
        let service = service.filter(|text| !text.trim().is_empty());
        let service = service
            .map(|text| Url::parse(text.trim()).map_err(|_| Obstacle::NoService))
            .transpose()?;
        let this = self.itself()?;
        if self.is_known_here().await? {
            self.put_reading(MyDataView::Reading { rows: 0 }, None);
            let task = tokio::spawn(async move { this.conclude_my_data(None).await });
            self.bench.papers().reading.task = Some(task);
            return self.my_data_view().await;
        }
        let visit = self.begin_my_data_visit(service.as_ref()).await?;
        let waiting = self.open_visit(visit.page().as_str());
        self.put_reading(MyDataView::Visiting { visit: waiting }, None);
        let task = tokio::spawn(async move { this.conclude_my_data(Some(visit)).await });
        self.bench.papers().reading.task = Some(task);
        self.my_data_view().await
    }

    async fn conclude_my_data(&self, visit: Option<crate::connect::EmployeeVisit>) {
        let told = {
            let Ok(this) = self.itself() else { return };
            Arc::new(move |rows: u64| {
                let rows = count(rows);
                this.put_reading(MyDataView::Reading { rows }, None);
            })
        };
        let read = match visit {
            Some(visit) => self.finish_my_data(visit, &*told).await,
            None => self.read_my_data(&*told).await,
        };
        match read {
            Ok(mine) => {
                let view = MyDataView::Ready {
                    account: account(&mine.connection),
                    service: host_of(&mine.service),
                    rows: count(mine.rows),
                    read_at: self.egress.pacing().wall().to_string(),
                    looks: looks(&mine),
                };
                self.put_reading(view, Some(mine));
            }
            Err(obstacle @ Obstacle::SignIn(_)) => {
                let refusal = refusal(&obstacle);
                let visit = Visit::Refused { refusal };
                self.put_reading(MyDataView::Visiting { visit }, None);
            }
            Err(obstacle) => {
                let error = obstacle.command_error();
                self.put_reading(MyDataView::Failed { error }, None);
            }
        }
    }

    async fn my_data_view(&self) -> Result<MyDataView, Obstacle> {
        if let Some(view) = self.reading_view() {
            return Ok(view);
        }
        let service = self.known_service().await.ok();
        Ok(MyDataView::None {
            service: service.map(|service| host_of(service.base())),
            is_known: self.is_known_here().await?,
        })
    }

    async fn is_known_here(&self) -> Result<bool, Obstacle> {
        let live = self.connections().await?;
        Ok(live.iter().any(|one| one.road.is_employee()))
    }

    fn reading_view(&self) -> Option<MyDataView> {
        self.bench.papers().reading.view.clone()
    }

    fn mine_here(&self) -> Result<MyData, Obstacle> {
        let papers: &Papers = &self.bench.papers();
        papers.reading.mine.clone().ok_or(Obstacle::NotFound)
    }

    fn put_reading(&self, view: MyDataView, mine: Option<MyData>) {
        {
            let mut papers = self.bench.papers();
            papers.reading.view = Some(view);
            papers.reading.mine = mine;
        }
        self.announce(DeskEvent::VisitChanged);
    }

    fn put_away(&self) {
        let reading = std::mem::take(&mut self.bench.papers().reading);
        let Reading { task, .. } = reading;
        if let Some(task) = task {
            task.abort();
        }
    }
}

fn looks(mine: &MyData) -> Vec<LookView> {
    let reviews = mine.looks.iter().map(|(cycle, access)| {
        let look = access_view(access.clone());
        (access.at, Some(cycle.clone()), look)
    });
    let exports = mine.exports.iter();
    let exports = exports.map(|look| (look.at, None, export_view(look.clone())));
    let mut looks: Vec<_> = reviews.chain(exports).collect();
    looks.sort_by_key(|(at, _, _)| Reverse(*at));
    let view = |(_, cycle, look)| LookView { cycle, look };
    looks.into_iter().map(view).collect()
}
