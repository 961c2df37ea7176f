//! How the API shows counts over time.

use plaza_engine::TimelineBucket;
use serde::Serialize;
use utoipa::ToSchema;

use crate::frame::api::schema::time;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BucketOut {
    /// Its first moment, RFC 3339.
    start: String,
    total: u64,
    /// The total split as asked for.
    parts: Vec<PartOut>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PartOut {
    label: String,
    count: u64,
}

impl From<TimelineBucket> for BucketOut {
    fn from(bucket: TimelineBucket) -> Self {
        let parts = bucket.parts.into_iter().map(|(label, count)| PartOut { label, count });
        Self { start: time(bucket.start), total: bucket.total, parts: parts.collect() }
    }
}
