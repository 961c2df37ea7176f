//! From groups of vectors to themes: which group is which theme, so that ids stay.

use std::collections::HashMap;

use plaza_core::{MentionId, ThemeId};
use plaza_store::understand::{Centroid, RefinedTheme, Refinement, Theme, ThemeText, VectorRow};

use super::assign::{from_bytes, into_bytes};
use super::cluster::{ClusterSettings, Vectors, cluster, cosine, direction, to_bytes};
use super::labels::{self, Name};
use crate::stop::{StopSign, Stopped};

/// Share of the members of a group, or of a theme, from which they are the same.
const SAME_SHARE: f64 = 0.3;
/// Share of the members of a group and a theme together from which the theme keeps its name.
const KNOWN_SHARE: f64 = 0.5;
/// A mention joins a theme when it is nearer than all but this share of its members.
const FARTHEST: f64 = 0.03;
/// Bounds of that distance, as cosines.
const REACH: (f32, f32) = (0.3, 0.9);

/// A group with the theme that it is.
#[derive(Debug)]
pub(super) struct Group {
    /// Places of its members in the rows, nearest to the centroid first.
    pub(super) members: Vec<usize>,
    centroid: Vec<f32>,
    reach: f32,
    /// The theme that it is; `None` for a new one.
    id: Option<ThemeId>,
    /// People shaped that theme.
    held: bool,
    /// Its coarse group.
    whole: u32,
    /// It has most members in common with the theme that it is, whose name people know.
    is_known: bool,
}

/// Groups of all mentions that people left to the model.
#[derive(Debug, Default)]
pub(super) struct Plan {
    rows: Vec<VectorRow>,
    pub(super) groups: Vec<Group>,
    /// Themes that no group is, and the place of the group with most of their mentions.
    absorbed: Vec<(ThemeId, usize)>,
    themes: Vec<Theme>,
}

impl Plan {
    /// Groups `rows` and finds the known themes among the groups.
    ///
    /// # Errors
    /// The sign went up.
    pub(super) fn new(
        rows: Vec<VectorRow>,
        themes: Vec<Theme>,
        centroids: &[Centroid],
        stop: &StopSign,
    ) -> Result<Self, Stopped> {
        let held: HashMap<ThemeId, bool> =
            themes.iter().map(|theme| (theme.id, theme.held)).collect();
        let is_free = |row: &VectorRow| {
            !row.moved && row.theme_id.is_none_or(|id| !held.get(&id).copied().unwrap_or(false))
        };
        let rows: Vec<VectorRow> = rows.into_iter().filter(is_free).collect();
        let width = rows.first().map_or(1, |row| row.vector.len());
        let bytes: Vec<i8> = rows.iter().flat_map(|row| from_bytes(&row.vector)).collect();
        let settings = ClusterSettings::default();
        let found = cluster(&bytes, width, &settings, stop)?;
        let points = Vectors::new(&bytes, width);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); found.coarse.len()];
        for (index, group) in found.fine.iter().enumerate() {
            if let Some(group) = group {
                members[*group as usize].push(index);
            }
        }
        let groups = members
            .into_iter()
            .zip(found.coarse)
            .map(|(members, whole)| Group::new(&points, members, whole))
            .collect();
        let mut plan = Self { rows, groups, absorbed: Vec::new(), themes };
        stop.check()?;
        plan.join_held(centroids, settings.joined_from);
        plan.recognize();
        Ok(plan)
    }

    /// A group that is like a theme that people shaped is part of it.
    fn join_held(&mut self, centroids: &[Centroid], from: f32) {
        let held = self.themes.iter().filter(|theme| theme.held && !theme.by_keywords);
        let centroids: Vec<(ThemeId, Vec<f32>)> = held
            .filter_map(|theme| centroids.iter().find(|centroid| centroid.theme_id == theme.id))
            .map(|centroid| (centroid.theme_id, direction(&from_bytes(&centroid.centroid))))
            .collect();
        for group in &mut self.groups {
            let alike = centroids
                .iter()
                .filter(|(_, centroid)| centroid.len() == group.centroid.len())
                .map(|(id, centroid)| (cosine(&group.centroid, centroid), *id))
                .filter(|(likeness, _)| *likeness >= from)
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            if let Some((_, id)) = alike {
                (group.id, group.held) = (Some(id), true);
            }
        }
    }

    /// Gives each group the theme that shares most members with it; each theme once.
    fn recognize(&mut self) {
        let mut common: HashMap<(ThemeId, usize), usize> = HashMap::new();
        let mut sizes: HashMap<ThemeId, usize> = HashMap::new();
        for row in &self.rows {
            if let Some(theme) = row.theme_id {
                *sizes.entry(theme).or_default() += 1;
            }
        }
        for (place, group) in self.groups.iter().enumerate() {
            for theme in group.members.iter().filter_map(|index| self.rows[*index].theme_id) {
                *common.entry((theme, place)).or_default() += 1;
            }
        }
        let mut ranked: Vec<((ThemeId, usize), usize)> = common.into_iter().collect();
        ranked.sort_by_key(|((theme, place), count)| (std::cmp::Reverse(*count), *theme, *place));
        let known = |id: ThemeId| self.themes.iter().any(|theme| theme.id == id);
        let mut used: Vec<ThemeId> = Vec::new();
        for ((theme, place), count) in &ranked {
            let group = &mut self.groups[*place];
            let least = sizes.get(theme).copied().unwrap_or(0).min(group.members.len());
            if group.id.is_none()
                && !used.contains(theme)
                && known(*theme)
                && ratio(*count, least) >= SAME_SHARE
            {
                let both = sizes.get(theme).copied().unwrap_or(0) + group.members.len() - count;
                (group.id, group.is_known) = (Some(*theme), ratio(*count, both) >= KNOWN_SHARE);
                used.push(*theme);
            }
        }
        for ((theme, place), _) in &ranked {
            let is_gone = !used.contains(theme) && known(*theme);
            if is_gone && !self.absorbed.iter().any(|(gone, _)| gone == theme) {
                self.absorbed.push((*theme, *place));
            }
        }
    }

    /// The mentions whose texts name the groups.
    pub(super) fn samples(&self) -> Vec<MentionId> {
        let sample = |group: &Group| -> Vec<MentionId> {
            group.members.iter().take(labels::READ).map(|index| self.rows[*index].id).collect()
        };
        self.groups.iter().flat_map(sample).collect()
    }

    /// Names the groups and writes down what changes.
    ///
    /// # Errors
    /// The sign went up.
    pub(super) fn refinement(
        &self,
        texts: &HashMap<MentionId, ThemeText>,
        lang: &str,
        brands: &[String],
        stop: &StopSign,
    ) -> Result<Refinement, Stopped> {
        let read = |group: &Group| -> Vec<&ThemeText> {
            let members = group.members.iter().take(labels::READ);
            members.filter_map(|index| texts.get(&self.rows[*index].id)).collect()
        };
        let texts_of: Vec<Vec<&ThemeText>> = self.groups.iter().map(read).collect();
        let known: Vec<Option<&str>> = self
            .groups
            .iter()
            .zip(&texts_of)
            .map(|(group, texts)| self.known_name(group.id.filter(|_| group.is_known), texts, lang))
            .collect();
        let names = labels::name(&texts_of, &known, lang, brands, stop)?;
        let kept = self.kept(&names);
        let wholes = self.wholes(&kept);
        let whole_texts: Vec<Vec<&ThemeText>> = wholes
            .iter()
            .map(|whole| {
                let each = labels::READ / whole.parts.len().max(1) + 1;
                let parts = whole.parts.iter();
                parts.flat_map(|index| read(&self.groups[*index]).into_iter().take(each)).collect()
            })
            .collect();
        let known: Vec<Option<&str>> = wholes
            .iter()
            .zip(&whole_texts)
            .map(|(whole, texts)| self.known_name(whole.id, texts, lang))
            .collect();
        let whole_names = labels::name(&whole_texts, &known, lang, brands, stop)?;
        let mut themes: Vec<RefinedTheme> = Vec::new();
        for (whole, name) in wholes.iter().zip(whole_names) {
            let name = told_apart(name, &names);
            themes.push(RefinedTheme {
                id: whole.id,
                label: name.label,
                keywords: name.keywords,
                ..RefinedTheme::default()
            });
        }
        let first = themes.len();
        let named = self.groups.iter().zip(names).zip(&kept);
        let named = named.filter(|(_, place)| place.is_some());
        themes.extend(named.map(|((group, name), _)| group.refined(name, &wholes)));
        let places: Vec<Option<usize>> =
            kept.into_iter().map(|at| at.map(|at| at + first)).collect();
        let absorbed = self.absorbed.iter();
        let mut absorbed: Vec<(ThemeId, usize)> =
            absorbed.filter_map(|(gone, place)| Some((*gone, places[*place]?))).collect();
        absorbed.extend(self.absorbed_wholes(&wholes, &places));
        Ok(Refinement { themes, moved: self.moved(&places), absorbed, ..Refinement::default() })
    }

    /// The name of a theme, where it fits what its mentions say now.
    fn known_name(&self, id: Option<ThemeId>, texts: &[&ThemeText], lang: &str) -> Option<&str> {
        let theme = self.themes.iter().find(|theme| Some(theme.id) == id)?;
        Some(theme.label.as_str()).filter(|label| labels::still_names(label, texts, lang))
    }

    /// The place of each group among those that are themes. A new group of various things is none.
    fn kept(&self, names: &[Name]) -> Vec<Option<usize>> {
        let takes_in = |place| self.absorbed.iter().any(|(_, into)| *into == place);
        let mut next = 0;
        (0..self.groups.len())
            .map(|place| {
                let is_new = self.groups[place].id.is_none() && !takes_in(place);
                let place = (names[place].is_shared || !is_new).then_some(next);
                next += usize::from(place.is_some());
                place
            })
            .collect()
    }

    /// Mentions whose theme changes.
    fn moved(&self, places: &[Option<usize>]) -> Vec<(MentionId, Option<usize>)> {
        let mut moved = Vec::new();
        for (group, place) in self.groups.iter().zip(places) {
            for row in group.members.iter().map(|index| &self.rows[*index]) {
                let stays = match group.id {
                    Some(_) => row.theme_id == group.id,
                    None => place.is_none() && row.theme_id.is_none(),
                };
                if !stays {
                    moved.push((row.id, *place));
                }
            }
        }
        moved.sort_unstable();
        moved
    }

    /// Coarse groups of at least two themes, with the known theme that each is.
    fn wholes(&self, kept: &[Option<usize>]) -> Vec<Whole> {
        let parent_of: HashMap<ThemeId, ThemeId> =
            self.themes.iter().filter_map(|t| Some((t.id, t.parent_id?))).collect();
        let mut wholes: Vec<Whole> = Vec::new();
        let is_part = |place: &usize| kept[*place].is_some() && !self.groups[*place].held;
        for place in (0..self.groups.len()).filter(is_part) {
            let group = &self.groups[place];
            let index = wholes.iter().position(|whole| whole.number == group.whole);
            let index = index.unwrap_or_else(|| {
                wholes.push(Whole { number: group.whole, parts: Vec::new(), id: None });
                wholes.len() - 1
            });
            wholes[index].parts.push(place);
        }
        wholes.retain(|whole| whole.parts.len() > 1);
        let mut votes: Vec<(usize, ThemeId, usize)> = Vec::new();
        for (index, whole) in wholes.iter().enumerate() {
            let mut count: HashMap<ThemeId, usize> = HashMap::new();
            for group in whole.parts.iter().map(|place| &self.groups[*place]) {
                if let Some(parent) = group.id.and_then(|id| parent_of.get(&id)) {
                    *count.entry(*parent).or_default() += group.members.len();
                }
            }
            votes.extend(count.into_iter().map(|(parent, members)| (members, parent, index)));
        }
        votes
            .sort_by_key(|(members, parent, index)| (std::cmp::Reverse(*members), *parent, *index));
        for (_, parent, index) in votes {
            let is_known = self.themes.iter().any(|theme| theme.id == parent);
            if is_known
                && wholes[index].id.is_none()
                && !wholes.iter().any(|w| w.id == Some(parent))
            {
                wholes[index].id = Some(parent);
            }
        }
        wholes
    }

    /// Parents that no coarse group is any more, and the place of the one that most of their
    /// sub-themes joined, or of such a sub-theme.
    fn absorbed_wholes(&self, wholes: &[Whole], places: &[Option<usize>]) -> Vec<(ThemeId, usize)> {
        let mut absorbed: Vec<(ThemeId, usize)> = Vec::new();
        let mut parents: Vec<ThemeId> = self.themes.iter().filter_map(|t| t.parent_id).collect();
        parents.sort_unstable();
        parents.dedup();
        for parent in parents {
            if wholes.iter().any(|whole| whole.id == Some(parent)) {
                continue;
            }
            let children: Vec<ThemeId> = self
                .themes
                .iter()
                .filter(|theme| theme.parent_id == Some(parent))
                .map(|theme| theme.id)
                .collect();
            let joined = |whole: &Whole| {
                let parts = whole.parts.iter().filter_map(|place| self.groups[*place].id);
                parts.filter(|id| children.contains(id)).count()
            };
            let best =
                (0..wholes.len()).max_by_key(|index| (joined(&wholes[*index]), usize::MAX - index));
            let is_child = |id: Option<ThemeId>| id.is_some_and(|id| children.contains(&id));
            let alone = self.groups.iter().position(|group| is_child(group.id));
            let gone = self.absorbed.iter().find(|(gone, _)| children.contains(gone));
            let place = best
                .filter(|index| joined(&wholes[*index]) > 0)
                .or(alone.and_then(|place| places[place]))
                .or(gone.and_then(|(_, place)| places[*place]));
            absorbed.extend(place.map(|place| (parent, place)));
        }
        absorbed
    }
}

/// A coarse group.
#[derive(Debug)]
struct Whole {
    number: u32,
    /// Places of its groups.
    parts: Vec<usize>,
    id: Option<ThemeId>,
}

impl Group {
    fn new(points: &Vectors, members: Vec<usize>, whole: u32) -> Self {
        let (centroid, reach, members) = centroid(points, members);
        Self { members, centroid, reach, id: None, held: false, whole, is_known: false }
    }

    /// The group as a theme.
    fn refined(&self, name: Name, wholes: &[Whole]) -> RefinedTheme {
        let centroid = into_bytes(&to_bytes(&self.centroid));
        RefinedTheme {
            id: self.id,
            label: name.label,
            keywords: name.keywords,
            centroid: if self.held { Vec::new() } else { centroid },
            reach: f64::from(self.reach),
            parent: wholes.iter().position(|whole| whole.number == self.whole),
        }
    }
}

/// The directions of these mentions.
pub(super) fn points<'a>(rows: impl IntoIterator<Item = &'a VectorRow>) -> Vectors {
    let mut width = 1;
    let mut bytes: Vec<i8> = Vec::new();
    for row in rows {
        width = row.vector.len();
        bytes.extend(from_bytes(&row.vector));
    }
    Vectors::new(&bytes, width)
}

/// The centroid of a theme with these members.
pub(super) fn centroid_of<'a>(
    theme_id: ThemeId,
    members: impl IntoIterator<Item = &'a VectorRow>,
) -> Centroid {
    let points = points(members);
    let (centroid, reach, _) = centroid(&points, (0..points.len()).collect());
    Centroid { theme_id, centroid: into_bytes(&to_bytes(&centroid)), reach: f64::from(reach) }
}

/// The centroid of some vectors, how far it reaches, and its members, nearest first.
pub(super) fn centroid(points: &Vectors, members: Vec<usize>) -> (Vec<f32>, f32, Vec<usize>) {
    let mut centroid = vec![0.0; members.first().map_or(0, |index| points.row(*index).len())];
    for index in &members {
        for (sum, value) in centroid.iter_mut().zip(points.row(*index)) {
            *sum += value;
        }
    }
    super::cluster::stretch(&mut centroid);
    let mut near: Vec<(f32, usize)> =
        members.into_iter().map(|index| (cosine(points.row(index), &centroid), index)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a list of members"
    )]
    let last = ((near.len() as f64 * (1.0 - FARTHEST)) as usize).min(near.len().saturating_sub(1));
    let reach = near.get(last).map_or(REACH.1, |(likeness, _)| likeness.clamp(REACH.0, REACH.1));
    (centroid, reach, near.into_iter().map(|(_, index)| index).collect())
}

/// A parent is not called like one of its sub-themes, where its words allow it.
fn told_apart(mut name: Name, others: &[Name]) -> Name {
    if others.iter().any(|other| other.label == name.label) {
        let more: Vec<String> = name.keywords.iter().take(3).cloned().collect();
        name.label = labels::capital(&more.join(", "));
    }
    name
}

#[expect(clippy::cast_precision_loss, reason = "numbers of mentions")]
fn ratio(part: usize, of: usize) -> f64 {
    part as f64 / of.max(1) as f64
}
