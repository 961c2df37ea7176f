//! What is said where: sources and platforms by group.

/// Groups in the order in which they stand.
pub(super) const GROUPS: [&str; 7] =
    ["forums", "networks", "reviews", "support", "chats", "news", "files"];

/// The group of a channel, as the label `group-…` names it.
pub(super) fn group(channel: &str) -> &'static str {
    match channel {
        "forum" | "issue" => "forums",
        "social" | "comment" => "networks",
        "review" => "reviews",
        "email" | "support" | "ticket" => "support",
        "chat" => "chats",
        "news" | "blog" => "news",
        _ => "files",
    }
}
