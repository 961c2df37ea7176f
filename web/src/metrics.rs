//! Counts of requests, for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the duration buckets, in milliseconds.
const BOUNDS_MS: [u64; 8] = [1, 5, 10, 20, 50, 100, 500, 2_000];

/// Requests since start, by status class, and how long they took.
#[derive(Debug, Default)]
pub struct HttpMetrics {
    by_class: [AtomicU64; 5],
    buckets: [AtomicU64; BOUNDS_MS.len()],
    micros: AtomicU64,
}

impl HttpMetrics {
    /// Counts one answered request.
    pub fn count(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        let millis = took.as_millis();
        let bucket = BOUNDS_MS.iter().position(|bound| millis <= u128::from(*bound));
        if let Some(bucket) = bucket {
            self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// Requests answered since start.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.by_class.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }

    /// Writes the counts in Prometheus' text format.
    pub(crate) fn write(&self, out: &mut MetricsText) {
        out.family("plaza_http_requests_total", "counter", "Requests answered, by status class.");
        for (class, count) in self.by_class.iter().enumerate() {
            let label = format!("{{class=\"{}xx\"}}", class + 1);
            out.sample("plaza_http_requests_total", &label, count.load(Ordering::Relaxed));
        }
        let name = "plaza_http_request_duration_seconds";
        out.family(name, "histogram", "Time from request to response head.");
        let bucket_name = format!("{name}_bucket");
        let mut sum = 0;
        for (bound, count) in BOUNDS_MS.iter().zip(&self.buckets) {
            sum += count.load(Ordering::Relaxed);
            let seconds = Duration::from_millis(*bound).as_secs_f64();
            out.sample(&bucket_name, &format!("{{le=\"{seconds}\"}}"), sum);
        }
        out.sample(&bucket_name, "{le=\"+Inf\"}", self.total());
        let seconds = Duration::from_micros(self.micros.load(Ordering::Relaxed)).as_secs_f64();
        out.sample(&format!("{name}_sum"), "", seconds);
        out.sample(&format!("{name}_count"), "", self.total());
    }
}

/// Prometheus' text exposition format, version 0.0.4.
#[derive(Debug, Default)]
pub(crate) struct MetricsText(String);

impl MetricsText {
    /// Content type of the format.
    pub(crate) const CONTENT_TYPE: &'static str = "text/plain; version=0.0.4; charset=utf-8";

    /// Begins a family of samples.
    pub(crate) fn family(&mut self, name: &str, kind: &str, help: &str) {
        self.0.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    /// One sample; `labels` with their braces, or empty.
    pub(crate) fn sample(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        self.0.push_str(&format!("{name}{labels} {value}\n"));
    }

    /// A family of a single number.
    pub(crate) fn gauge(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        self.family(name, "gauge", help);
        self.sample(name, "", value);
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_cumulative_and_end_in_the_total() {
        let metrics = HttpMetrics::default();
        metrics.count(200, Duration::from_millis(3));
        metrics.count(404, Duration::from_millis(15));
        metrics.count(503, Duration::from_secs(9));
        let mut text = MetricsText::default();
        metrics.write(&mut text);
        let text = text.finish();
        for line in [
            "plaza_http_requests_total{class=\"2xx\"} 1",
            "plaza_http_requests_total{class=\"3xx\"} 0",
            "plaza_http_request_duration_seconds_bucket{le=\"0.005\"} 1",
            "plaza_http_request_duration_seconds_bucket{le=\"0.02\"} 2",
            "plaza_http_request_duration_seconds_bucket{le=\"2\"} 2",
            "plaza_http_request_duration_seconds_bucket{le=\"+Inf\"} 3",
            "plaza_http_request_duration_seconds_count 3",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
    }
}
