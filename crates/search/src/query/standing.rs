//! The values of `is:`.

/// Whose words a mention is, and where it stands with us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    /// One of ours wrote it.
    Ours,
    /// Whoever wrote it, one of ours too.
    Anyone,
    Unanswered,
    Answered,
    Unasked,
    /// Somebody has begun an answer that has not gone out.
    Draft,
    /// The reader wrote an answer or a draft.
    Mine,
}

impl Is {
    const ALL: [(&'static str, Self); 7] = [
        ("unanswered", Self::Unanswered),
        ("answered", Self::Answered),
        ("unasked", Self::Unasked),
        ("draft", Self::Draft),
        ("mine", Self::Mine),
        ("ours", Self::Ours),
        ("anyone", Self::Anyone),
    ];

    /// The value of that name, in lower case.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, is)| is)
    }

    /// As it is typed.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, is)| *is == self).map_or("", |(name, _)| name)
    }

    /// All names, for messages.
    pub(crate) fn list() -> String {
        Self::ALL.map(|(name, _)| name).join(", ")
    }

    /// Whether it says whose words are looked for.
    pub(crate) fn says_whose(self) -> bool {
        matches!(self, Self::Ours | Self::Anyone)
    }
}
