//! What this contract's own `/metrics` counts, under the names that its dashboards draw.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::{MetricType, TypedMetric};
use prometheus_client::registry::Registry;

use crate::around::{name, pattern};
use crate::door::Door;

type Labels = Vec<(&'static str, String)>;

/// The bounds of the histogram of all requests, in seconds.
const FINE: [f64; 21] = [
    0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0,
    7.5, 10.0, 30.0, 60.0,
];
/// The bounds of the histograms by handler, in seconds.
const COARSE: [f64; 3] = [0.1, 0.5, 1.0];
/// Where this is read; it counts itself nowhere.
pub(super) const PATH: &str = "/metrics";

/// The meters of one instance. Copies of it are the same meters.
#[derive(Clone)]
pub(super) struct Meters(Arc<Inner>);

struct Inner {
    door: Door,
    registry: Registry,
    requests: Family<Labels, Counter>,
    request_sizes: Family<Labels, Summary>,
    response_sizes: Family<Labels, Summary>,
    all: Histogram,
    durations: Family<Labels, Histogram, fn() -> Histogram>,
    in_progress: Family<Labels, Gauge>,
}

/// How many and how much, without quantiles. The library has none such.
#[derive(Clone, Debug, Default)]
struct Summary(Arc<(AtomicU64, AtomicU64)>);

impl Summary {
    fn observe(&self, amount: u64) {
        self.0.0.fetch_add(1, Ordering::Relaxed);
        self.0.1.fetch_add(amount, Ordering::Relaxed);
    }
}

impl TypedMetric for Summary {
    const TYPE: MetricType = MetricType::Histogram;
}

impl EncodeMetric for Summary {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), std::fmt::Error> {
        let (count, sum) = (&self.0.0, &self.0.1);
        let sum = sum.load(Ordering::Relaxed) as f64;
        encoder.encode_histogram::<NoLabelSet>(sum, count.load(Ordering::Relaxed), &[], None)
    }

    fn metric_type(&self) -> MetricType {
        Self::TYPE
    }
}

impl Meters {
    pub(super) fn of(door: Door) -> Self {
        let durations: fn() -> Histogram = || Histogram::new(COARSE);
        let mut meters = Inner {
            door,
            registry: Registry::default(),
            requests: Family::default(),
            request_sizes: Family::default(),
            response_sizes: Family::default(),
            all: Histogram::new(FINE),
            durations: Family::new_with_constructor(durations),
            in_progress: Family::default(),
        };
        meters.register();
        Self(Arc::new(meters))
    }

    /// Everything, as the text that Prometheus has always read, or as OpenMetrics for whoever asks for that.
    pub(super) fn shown(&self, headers: &HeaderMap) -> Response {
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.0.registry) {
            tracing::error!(%error, "the meters cannot be written");
            return self.0.door.refuse(bronya_gate::Denial::internal());
        }
        // What has no buckets is a summary, though the library knows no such word.
        for name in [REQUEST_SIZE, RESPONSE_SIZE] {
            let (ours, theirs) = (
                format!("# TYPE {name} histogram"),
                format!("# TYPE {name} summary"),
            );
            text = text.replace(&ours, &theirs);
        }
        let kind = if asks_for_open_metrics(headers) {
            "application/openmetrics-text; version=1.0.0; charset=utf-8"
        } else {
            text = in_the_old_format(&text);
            "text/plain; version=0.0.4; charset=utf-8"
        };
        ([(CONTENT_TYPE, kind)], text).into_response()
    }

    fn answered(&self, handler: &str, method: &str, seen: &Seen) {
        let handler = ("handler", handler.to_owned());
        let method = ("method", method.to_owned());
        let status = format!("{}xx", seen.status.as_u16() / 100);
        let of_handler = vec![handler.clone()];
        let sizes = &self.0.request_sizes;
        sizes.get_or_create(&of_handler).observe(seen.request);
        let sizes = &self.0.response_sizes;
        sizes.get_or_create(&of_handler).observe(seen.response);
        let took = seen.took.as_secs_f64();
        self.0.all.observe(took);
        let labels = vec![handler.clone(), method.clone()];
        self.0.durations.get_or_create(&labels).observe(took);
        let labels = vec![handler, method, ("status", status)];
        self.0.requests.get_or_create(&labels).inc();
    }
}

fn asks_for_open_metrics(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter();
    let accepted = accepted.filter_map(|value| value.to_str().ok());
    let mut kinds = accepted.flat_map(|value| value.split([',', ';']));
    kinds.any(|kind| {
        kind.trim()
            .eq_ignore_ascii_case("application/openmetrics-text")
    })
}

/// OpenMetrics as the older format: there a counter is described under the name of its samples, and the text just ends.
fn in_the_old_format(text: &str) -> String {
    let mut text = text.trim_end_matches("# EOF\n").to_owned();
    for line in ["# HELP", "# TYPE"] {
        let (ours, theirs) = (
            format!("{line} {REQUESTS} "),
            format!("{line} {REQUESTS}_total "),
        );
        text = text.replace(&ours, &theirs);
    }
    text
}

const REQUESTS: &str = "http_requests";
const REQUEST_SIZE: &str = "http_request_size_bytes";
const RESPONSE_SIZE: &str = "http_response_size_bytes";

impl Inner {
    fn register(&mut self) {
        let registry = &mut self.registry;
        let words = "Total number of requests by method, status and handler";
        registry.register(REQUESTS, words, self.requests.clone());
        let words = "Content length of incoming requests by handler";
        registry.register(REQUEST_SIZE, words, self.request_sizes.clone());
        let words = "Content length of outgoing responses by handler";
        registry.register(RESPONSE_SIZE, words, self.response_sizes.clone());
        let words = "Latency of all requests, in fine steps";
        let all = self.all.clone();
        registry.register("http_request_duration_highr_seconds", words, all);
        let words = "Latency by handler and method, in coarse steps";
        let durations = self.durations.clone();
        registry.register("http_request_duration_seconds", words, durations);
        let words = "Requests that are being answered";
        let in_progress = self.in_progress.clone();
        registry.register("http_requests_inprogress", words, in_progress);
    }
}

/// What there is to count of a request.
struct Seen {
    status: StatusCode,
    request: u64,
    response: u64,
    took: SignedDuration,
}

/// A request under way. Whatever becomes of it, it is so no longer when this is gone.
struct UnderWay(Gauge);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Counts a request, by the pattern of its address.
pub(super) async fn counted(
    State(meters): State<Meters>,
    request: Request,
    next: Next,
) -> Response {
    let door = &meters.0.door;
    // What the instance is mounted at matches, too, and is no route of the contract.
    let handler = match pattern(door, &request) {
        mount if ["", "/"].contains(&mount.as_str()) => "none".to_owned(),
        handler => handler,
    };
    if handler == PATH {
        return next.run(request).await;
    }
    let method = name(request.method());
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    let labels = vec![("handler", handler.clone()), ("method", method.to_owned())];
    let gauge = meters.0.in_progress.get_or_create(&labels).clone();
    gauge.inc();
    let under_way = UnderWay(gauge);
    let began = door.now();
    let response = next.run(request).await;
    drop(under_way);
    let seen = Seen {
        status: response.status(),
        request: length.unwrap_or(0),
        response: response.body().size_hint().exact().unwrap_or(0),
        took: door.now().duration_since(began),
    };
    meters.answered(&handler, method, &seen);
    response
}
