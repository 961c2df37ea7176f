//! The suite. Each function is one promise of DESIGN.md's connectors.

use std::io;
use std::sync::{Arc, Mutex};

use plaza_core::{ConnectorError, History};
use tracing_subscriber::fmt::MakeWriter;

pub(crate) use crate::accounts::*;
pub(crate) use crate::elsewhere::secrets_stay_with_their_server;
use crate::harness::Source;
use crate::simulator::Platform;

pub(crate) use crate::replying::*;

/// Generates the tests of one platform.
#[macro_export]
macro_rules! conformance {
    ($platform:ty) => {
        $crate::conformance!(
            $platform:
            everything_is_collected_once,
            a_restart_loses_nothing,
            what_is_new_is_found,
            threads_are_kept,
            an_edit_edits,
            a_deletion_leaves_a_tombstone,
            waits_are_obeyed,
            used_up_quotas_are_seen,
            the_past_is_read_back,
            wrong_credentials_are_told_in_words,
            broken_records_are_set_aside,
            a_reply_appears_once,
            a_lost_answer_is_found_by_read_back,
            a_spoiled_answer_is_looked_for,
            a_reply_can_be_taken_back,
            a_spoiled_deletion_is_looked_for,
            a_deleted_parent_is_noticed,
            one_account_is_one_in_all_places,
            namesakes_stay_apart,
            handles_come_and_go,
            closed_accounts_are_nobody,
            secrets_stay_secret,
            secrets_stay_with_their_server,
        );

        // The proxy keeps running while we wait for a command.
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        #[ignore = "heavy: kills while replies leave for a simulated platform"]
        async fn replies_survive_kills() {
            $crate::kills::replies_survive_kills::<$platform>().await;
        }
    };
    ($platform:ty: $($promise:ident,)*) => {
        $(#[tokio::test]
        async fn $promise() {
            $crate::suite::$promise::<$platform>().await;
        })*
    };
}

pub(crate) async fn everything_is_collected_once<P: Platform>() {
    let mut source = Source::of::<P>().await;
    let posts = source.simulator.world.history(100);
    source.round().await.unwrap();
    for post in &posts {
        let mention = &source.shelf.mentions[&P::external_id(post)];
        let words = format!("{} {}", mention.title, mention.text);
        assert!(words.contains(&post.text), "{mention:?}");
        assert_eq!(mention.created_at, Some(post.created), "{mention:?}");
        assert!(mention.author.is_some() || mention.author_name.is_some(), "{mention:?}");
        assert!(mention.channel.is_some() && !mention.ours, "{mention:?}");
    }
    assert_eq!(source.shelf.mentions.len(), posts.len());
    assert_eq!(source.shelf.rejected, []);
    assert_eq!(source.round().await.unwrap(), 0, "a second collect yields nothing new");
    source.simulator.world.clock.advance(2 * 3_600_000);
    assert_eq!(source.round().await.unwrap(), 0, "nor does a later one");
    assert!(source.shelf.tombstones.is_empty());
}

pub(crate) async fn a_restart_loses_nothing<P: Platform>() {
    let mut source = Source::of::<P>().await;
    let posts = source.simulator.world.history(100);
    for n in 0..400 {
        let before = source.cursor.clone();
        let page = source.page().await.unwrap();
        if !page.more {
            break;
        }
        if n % 2 == 0 {
            // The process was killed before the page was stored: it is read again.
            for mention in &page.mentions {
                source.shelf.mentions.remove(&mention.external_id);
            }
            source.cursor = before;
            source.page().await.unwrap();
        }
        if n == 1 {
            source.simulator.world.say(None, "bea", "Said in the middle");
        }
    }
    source.simulator.world.clock.advance(60_000);
    source.round().await.unwrap();
    assert!(source.shelf.says("Said in the middle"));
    for post in &posts {
        assert!(source.shelf.mentions.contains_key(&P::external_id(post)), "{post:?}");
    }
}

pub(crate) async fn what_is_new_is_found<P: Platform>() {
    let mut source = Source::of::<P>().await;
    assert_eq!(source.round().await.unwrap(), 0, "an empty place is no error");
    source.simulator.world.history(5);
    source.round().await.unwrap();
    let asked = source.simulator.world.log().len();
    source.simulator.world.clock.advance(600_000);
    let text = "Ñandú 🎉 <b>bold</b> & \"quoted\"";
    let post = source.simulator.world.say(None, "ana", text);
    assert_eq!(source.round().await.unwrap(), 1);
    let mention = &source.shelf.mentions[&P::external_id(&post)];
    assert!(format!("{} {}", mention.title, mention.text).contains(text), "{mention:?}");
    let more = source.simulator.world.log().len() - asked;
    assert!(more <= 20, "{more} requests for one new message");
}

pub(crate) async fn threads_are_kept<P: Platform>() {
    if !P::CAN.threads {
        return;
    }
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    let post = world.say(None, "ana", "The question");
    world.clock.advance(1000);
    let answer = world.say(Some(post.n), "bea", "The answer");
    world.clock.advance(1000);
    source.round().await.unwrap();
    let (parent, child) = (P::external_id(&post), P::external_id(&answer));
    let mention = &source.shelf.mentions[&child];
    let thread = source.shelf.mentions[&parent].conversation_id.clone();
    let is_linked = mention.parent_id.as_ref() == Some(&parent)
        || (mention.conversation_id.is_some() && mention.conversation_id == thread);
    assert!(is_linked, "{mention:?}");
}

pub(crate) async fn an_edit_edits<P: Platform>() {
    if !P::CAN.edits {
        return;
    }
    let mut source = Source::of::<P>().await;
    let posts = source.simulator.world.history(5);
    source.round().await.unwrap();
    source.simulator.world.clock.advance(60_000);
    source.simulator.world.edit(posts[3].n, "Quite another text");
    source.rounds_until(|shelf| shelf.says("Quite another text")).await;
    let mention = &source.shelf.mentions[&P::external_id(&posts[3])];
    let words = format!("{} {}", mention.title, mention.text);
    assert!(words.contains("Quite another text"), "{mention:?}");
    assert_eq!(source.shelf.mentions.len(), posts.len());
}

pub(crate) async fn a_deletion_leaves_a_tombstone<P: Platform>() {
    if !P::CAN.deletes {
        return;
    }
    let mut source = Source::of::<P>().await;
    let posts = source.simulator.world.history(5);
    source.round().await.unwrap();
    source.simulator.world.clock.advance(60_000);
    source.simulator.world.delete(posts[2].n);
    source.rounds_until(|shelf| !shelf.tombstones.is_empty()).await;
    let buried: Vec<_> = source.shelf.tombstones.iter().cloned().collect();
    assert_eq!(buried, [P::external_id(&posts[2])]);
}

pub(crate) async fn waits_are_obeyed<P: Platform>() {
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    world.history(3);
    world.is_too_fast_for(90);
    let now = world.now();
    for _ in 0..3 {
        let error = source.page().await.unwrap_err();
        let ConnectorError::RateLimited { until, .. } = error else { panic!("{error:?}") };
        assert!((now + 90_000..now + 200_000).contains(&until), "{}", until - now);
    }
    assert_eq!(world.refused(), 1, "after a refusal nothing is asked: {:#?}", world.log());
    world.clock.advance(200_000);
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 3);
}

pub(crate) async fn used_up_quotas_are_seen<P: Platform>() {
    if P::limit_headers(0, 1).is_empty() {
        return;
    }
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    world.history(100);
    world.says_last_one_for(300);
    let mut result = source.page().await;
    for _ in 0..3 {
        if result.is_ok() {
            result = source.page().await;
        }
    }
    let error = result.unwrap_err();
    assert!(matches!(error, ConnectorError::RateLimited { .. }), "{error:?}");
    assert_eq!(world.log().len(), 1, "{:#?}", world.log());
    if P::counts_requests() {
        let quota = source.open().quota().expect("the platform says what is left");
        assert_eq!((quota.left, quota.at), (0, world.now()));
        assert!(quota.resets_at.is_none_or(|at| at > world.now()), "{quota:?}");
    }
    source.round().await.unwrap();
    assert_eq!(world.refused(), 0);
    assert_eq!(source.shelf.mentions.len(), 100);
}

/// A back-fill returns the old messages that regular collecting leaves out, and only once.
pub(crate) async fn the_past_is_read_back<P: Platform>() {
    let mut source = Source::of::<P>().await;
    let world = Arc::clone(&source.simulator.world);
    let old = world.history(60);
    world.clock.advance(400 * 24 * 3_600_000);
    let recent = world.history(3);
    source.round().await.unwrap();
    for post in &recent {
        assert!(source.shelf.mentions.contains_key(&P::external_id(post)), "{post:?}");
    }
    if source.history() != History::Pages {
        return;
    }
    let reached = source.past(0).await;
    let missing: Vec<_> = old
        .iter()
        .filter(|post| !source.shelf.mentions.contains_key(&P::external_id(post)))
        .collect();
    if P::shows_everything() {
        assert!(missing.is_empty(), "{missing:#?}");
        assert!(reached.is_none_or(|at| at <= recent[0].created), "{reached:?}");
    }
    assert_eq!(source.round().await.unwrap(), 0, "and nothing of it is news");
}

pub(crate) async fn wrong_credentials_are_told_in_words<P: Platform>() {
    if !P::CAN.tokens {
        return;
    }
    let mut source = Source::of::<P>().await;
    source.simulator.world.history(3);
    source.simulator.world.revoke();
    for error in [source.round().await.unwrap_err(), source.open().check().await.unwrap_err()] {
        let ConnectorError::Unauthorized(message) = &error else { panic!("{error:?}") };
        assert!(message.split_whitespace().count() >= 5, "{message}");
        assert!(!shows::<P>(message), "{message}");
    }
}

pub(crate) async fn broken_records_are_set_aside<P: Platform>() {
    let mut source = Source::of::<P>().await;
    let posts = source.simulator.world.history(7);
    source.simulator.world.break_it(posts[3].n);
    source.round().await.unwrap();
    assert_eq!(source.shelf.mentions.len(), 6);
    let [rejected, ..] = &source.shelf.rejected[..] else { panic!("nothing was set aside") };
    assert!(rejected.reason.len() > 10, "{rejected:?}");
    assert!(!rejected.raw.is_empty() && !rejected.origin.is_empty(), "{rejected:?}");
}

pub(crate) async fn secrets_stay_secret<P: Platform>() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut seen = Vec::new();
    let mut source = Source::of::<P>().await;
    let posts = source.simulator.world.history(3);
    source.simulator.world.break_it(posts[0].n);
    seen.push(format!("{:?}", source.config()));
    seen.push(format!("{:?}", source.open().check().await));
    seen.push(format!("{:?}", source.page().await));
    source.round().await.unwrap();
    seen.push(format!("{:?} {:?}", source.shelf, source.cursor));
    source.simulator.world.revoke();
    let error = source.round().await.err();
    seen.push(format!("{error:?} {}", error.as_ref().map(ToString::to_string).unwrap_or_default()));
    seen.push(String::from_utf8(log.0.lock().unwrap().clone()).unwrap());
    for text in seen {
        assert!(!shows::<P>(&text), "{text}");
    }
}

/// Whether a text shows the platform's secret, or a line of it.
fn shows<P: Platform>(text: &str) -> bool {
    let secret = P::secret().replace("\\n", "\n");
    let mut lines = secret.lines().filter(|line| line.len() > 16 && !line.contains("-----"));
    lines.any(|line| text.contains(line))
}

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
