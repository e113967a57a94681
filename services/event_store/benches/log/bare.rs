//! The bare server: what everything is measured against.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio_postgres::Client;

/// How often per second the writers together get something done, each in its own endless row.
pub async fn rate<W, F, Fut>(writers: Vec<W>, seconds: f64, work: F) -> f64
where
    W: Send + 'static,
    F: Fn(W, Instant, Arc<AtomicU64>) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let done = Arc::new(AtomicU64::new(0));
    let begin = Instant::now();
    let until = begin + Duration::from_secs_f64(seconds);
    let tasks: Vec<_> =
        writers.into_iter().map(|writer| tokio::spawn(work(writer, until, done.clone()))).collect();
    for task in tasks {
        task.await.unwrap();
    }
    done.load(Ordering::Relaxed) as f64 / begin.elapsed().as_secs_f64()
}

/// One-row inserts of these bytes, each in a commit of its own, prepared, a connection for each writer.
pub async fn inserts(clients: &[Arc<Client>], payload: &[u8], seconds: f64) -> f64 {
    let payload = Arc::new(payload.to_vec());
    rate(clients.to_vec(), seconds, |client, until, done| {
        let payload = payload.clone();
        async move {
            let insert = client.prepare("INSERT INTO bare.events (payload) VALUES ($1)").await.unwrap();
            while Instant::now() < until {
                client.execute(&insert, &[&*payload]).await.unwrap();
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
    })
    .await
}
