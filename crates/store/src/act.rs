//! One act, one transaction: a change, its line in the audit log and the job that follows from it
//! are committed together, or none of them is.
//!
//! A store method that a person or a program asks for takes an [`Act`] and ends with
//! [`Tx::done`]; the method knows what the act was done to, also when it has just made it.

use plaza_core::{Millis, UserId};
use serde_json::Value;

use crate::db::{Durability, Tx, args};
use crate::jobs::NewJob;
use crate::stored::to_json;
use crate::{Result, Store};

macro_rules! actions {
    ($($Action:ident => $name:literal,)*) => {
        /// What is done; the audit log keeps its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the names say it")]
        pub enum Action {$(
            $Action,
        )*}

        impl Action {
            /// All actions.
            pub const ALL: &[Self] = &[$(Self::$Action),*];

            /// The name in the audit log.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {$(
                    Self::$Action => $name,
                )*}
            }
        }
    };
}

actions! {
    SourceCreate => "source.create",
    SourceUpdate => "source.update",
    SourceArchive => "source.archive",
    SourceBringBack => "source.bring_back",
    SourceRemove => "source.remove",
    SourceRemoved => "source.removed",
    SourcePause => "source.pause",
    SourceResume => "source.resume",
    SourceCollect => "source.collect",
    SourceBackfill => "source.backfill",
    SourceBackfillStop => "source.backfill_stop",
    SourceTest => "source.test",
    SourceRetryQuarantine => "source.retry_quarantine",
    MentionsAdd => "mentions.add",
    Import => "import",
    ImportUndo => "import.undo",
    ImportUndone => "import.undone",
    QuarantineTaken => "quarantine.taken",
    QuarantineDismissed => "quarantine.dismissed",
    AuthorMark => "author.mark",
    MentionDelete => "mention.delete",
    MentionCorrect => "mention.correct",
    MentionConfirm => "mention.confirm",
    ModelsRetrain => "models.retrain",
    ModelsRevert => "models.revert",
    ThemeCreate => "theme.create",
    ThemeUpdate => "theme.update",
    ThemeMerge => "theme.merge",
    ThemeSplit => "theme.split",
    ThemeMove => "theme.move",
    ThemeUndo => "theme.undo",
    ThemesRebuild => "themes.rebuild",
    ViewSave => "view.save",
    ViewRename => "view.rename",
    ViewOrder => "view.order",
    ViewDelete => "view.delete",
    ReplyDraft => "reply.draft",
    ReplyEdit => "reply.edit",
    ReplySubmit => "reply.submit",
    ReplyApprove => "reply.approve",
    ReplyReject => "reply.reject",
    ReplyCancel => "reply.cancel",
    ReplyRetry => "reply.retry",
    ReplyDeliver => "reply.deliver",
    ReplyResolve => "reply.resolve",
    ReplyRetract => "reply.retract",
    ReplyDiscard => "reply.discard",
    IdeaCreate => "idea.create",
    IdeaUpdate => "idea.update",
    IdeaMove => "idea.move",
    IdeaEvidence => "idea.evidence",
    IdeaRemoveEvidence => "idea.remove_evidence",
    IdeaMerge => "idea.merge",
    IdeaUnmerge => "idea.unmerge",
    UserSetup => "user.setup",
    UserCreate => "user.create",
    UserUpdate => "user.update",
    UserUpdateOwn => "user.update_own",
    UserChangePassword => "user.change_password",
    UserResetLink => "user.reset_link",
    UserResetPassword => "user.reset_password",
    UserRemove => "user.remove",
    SessionEnd => "session.end",
    UserSignIn => "user.sign_in",
    UserSignInFailed => "user.sign_in_failed",
    UserSignInDisabled => "user.sign_in_disabled",
    UserSignOut => "user.sign_out",
    TokenCreate => "token.create",
    TokenRename => "token.rename",
    TokenRevoke => "token.revoke",
    HouseUpdate => "house.update",
    SecretsRotate => "secrets.rotate",
    SecretsForget => "secrets.forget",
}

/// Who does what, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Act<'a> {
    /// Name of the person, the token or `plaza`.
    pub by: &'a str,
    /// The user, where it is one.
    pub user_id: Option<UserId>,
    /// What is done.
    pub action: Action,
    /// More, without secrets.
    pub detail: Value,
    /// When.
    pub at: Millis,
    /// The job that follows from it.
    pub job: Option<NewJob<'a>>,
}

impl<'a> Act<'a> {
    /// The same act with this detail.
    #[must_use]
    pub fn with(&self, detail: Value) -> Self {
        Self { detail, ..self.clone() }
    }

    /// The same act, from which that job follows.
    #[must_use]
    pub fn then(self, job: NewJob<'a>) -> Self {
        Self { job: Some(job), ..self }
    }

    /// A part of the act that has a line of its own; the job follows from the whole.
    pub(crate) fn part(&self, action: Action, detail: Value) -> Self {
        Self { action, detail, job: None, ..self.clone() }
    }
}

/// What came of an act, and the store's revision then.
#[derive(Debug, Clone, PartialEq)]
pub struct Done<T> {
    /// What came of it.
    pub value: T,
    /// The latest revision of mentions in its transaction.
    pub revision: i64,
}

impl Store {
    /// Writes a line of the audit log for an act that changes nothing else here.
    pub async fn record(&self, act: &Act<'_>, target: &str) -> Result<Done<()>> {
        self.db.begin(Durability::Normal).await?.done(act, target, ()).await
    }
}

impl Tx {
    /// Writes the act's line into the audit log.
    pub(crate) async fn record(&mut self, act: &Act<'_>, target: &str) -> Result<()> {
        self.run(
            "insert into audit_log (at, actor, actor_id, action, target, detail)
             values ($1, $2, $3, $4, $5, $6)",
            args![act.at, act.by, act.user_id, act.action.name(), target, to_json(&act.detail)?],
        )
        .await?;
        Ok(())
    }

    /// Writes the act's line, asks for its job, and commits.
    pub(crate) async fn done<T>(
        mut self,
        act: &Act<'_>,
        target: &str,
        value: T,
    ) -> Result<Done<T>> {
        self.record(act, target).await?;
        self.recorded(act, value).await
    }

    /// The same when the lines have been written.
    pub(crate) async fn recorded<T>(mut self, act: &Act<'_>, value: T) -> Result<Done<T>> {
        if let Some(job) = &act.job {
            self.enqueue(job, act.at).await?;
        }
        let revision =
            self.value("select value from counter where name = 'revision'", args![]).await?;
        self.commit().await?;
        Ok(Done { value, revision })
    }
}
