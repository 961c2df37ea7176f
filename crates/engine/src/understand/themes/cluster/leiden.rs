//! Communities of a weighted graph.
//!
//! The Leiden algorithm (Traag, Waltman, van Eck, Scientific Reports 9, 5233, 2019) with modularity
//! at a resolution (Reichardt and Bornholdt, Physical Review E 74, 2006): nodes are moved where
//! they gain most, communities are refined into well-connected parts, parts become nodes of a
//! smaller graph, until nothing moves. Where the paper draws a part at random, the best one is
//! taken, so that the same graph gives the same communities.

use std::collections::{HashMap, VecDeque};

use crate::stop::{StopSign, Stopped};

/// Most rounds of moving, refining and shrinking.
const ROUNDS: usize = 12;
/// Gains below this are rounding errors.
const LEAST_GAIN: f64 = 1e-10;
/// Nodes between two looks at the sign.
const LOOK: usize = 1_024;

/// An undirected graph; every edge stands at both of its ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    starts: Vec<usize>,
    ends: Vec<u32>,
    weights: Vec<f32>,
    /// Weight of each node's own loop, counted once.
    loops: Vec<f64>,
    /// Sum of weights at each node, loops counted twice.
    strengths: Vec<f64>,
}

impl Graph {
    /// The graph of neighbour lists, weighed by the share of neighbours in common.
    #[expect(clippy::cast_precision_loss, reason = "lists of some dozens")]
    pub(super) fn shared_neighbours(lists: &[Vec<u32>], stop: &StopSign) -> Result<Self, Stopped> {
        let circles: Vec<Vec<u32>> = (0_u32..)
            .zip(lists)
            .map(|(index, list)| {
                let mut circle = list.clone();
                circle.push(index);
                circle.sort_unstable();
                circle
            })
            .collect();
        let mut pairs: Vec<(u32, u32, f32)> = Vec::with_capacity(lists.len() * 10);
        for (index, list) in (0_u32..).zip(lists) {
            look(index as usize, stop)?;
            for other in list {
                let is_mutual = lists[*other as usize].contains(&index);
                if is_mutual && *other < index {
                    continue;
                }
                let (a, b) = (&circles[index as usize], &circles[*other as usize]);
                let common = common(a, b);
                let weight = common as f32 / (a.len() + b.len() - common) as f32;
                pairs.push((index, *other, weight));
            }
        }
        Ok(Self::of_pairs(lists.len(), &pairs))
    }

    /// The graph of these edges, each named once.
    pub(super) fn of_pairs(nodes: usize, pairs: &[(u32, u32, f32)]) -> Self {
        let both = pairs.iter().flat_map(|(a, b, weight)| [(*a, *b, *weight), (*b, *a, *weight)]);
        Self::from_edges(nodes, both.collect(), vec![0.0; nodes])
    }

    fn from_edges(nodes: usize, mut edges: Vec<(u32, u32, f32)>, loops: Vec<f64>) -> Self {
        edges.sort_unstable_by_key(|(from, to, _)| (*from, *to));
        let mut starts = vec![0; nodes + 1];
        let mut strengths: Vec<f64> = loops.iter().map(|weight| weight * 2.0).collect();
        for (from, _, weight) in &edges {
            starts[*from as usize + 1] += 1;
            strengths[*from as usize] += f64::from(*weight);
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let (ends, weights) = edges.into_iter().map(|(_, to, weight)| (to, weight)).unzip();
        Self { starts, ends, weights, loops, strengths }
    }

    fn len(&self) -> usize {
        self.loops.len()
    }

    fn edges(&self, node: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = self.starts[node]..self.starts[node + 1];
        self.ends[range.clone()]
            .iter()
            .zip(&self.weights[range])
            .map(|(end, weight)| (*end as usize, f64::from(*weight)))
    }

    /// The graph whose nodes are the groups of this one's.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "groups are fewer than nodes, weights small"
    )]
    fn merged(&self, of: &[u32], groups: usize) -> Self {
        let mut loops = vec![0.0; groups];
        let mut sums: HashMap<(u32, u32), f64> = HashMap::new();
        for node in 0..self.len() {
            let from = of[node];
            loops[from as usize] += self.loops[node];
            for (end, weight) in self.edges(node) {
                let to = of[end];
                if from == to {
                    loops[from as usize] += weight / 2.0;
                } else {
                    *sums.entry((from, to)).or_default() += weight;
                }
            }
        }
        let edges =
            sums.into_iter().map(|((from, to), weight)| (from, to, weight as f32)).collect();
        Self::from_edges(groups, edges, loops)
    }
}

fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    common
}

/// The community of each node.
///
/// # Errors
/// The sign went up.
pub(super) fn communities(
    graph: &Graph,
    resolution: f64,
    stop: &StopSign,
) -> Result<Vec<u32>, Stopped> {
    let mut of: Vec<u32> = (0_u32..).take(graph.len()).collect();
    let mut level = graph.clone();
    let mut partition = of.clone();
    for _ in 0..ROUNDS {
        let moved = move_nodes(&level, &mut partition, resolution, stop)?;
        let whole = distinct(&partition);
        if whole == level.len() || !moved {
            break;
        }
        let parts = refine(&level, &partition, resolution, stop)?;
        let (parts, count) = renumber(&parts);
        if count == level.len() {
            break;
        }
        // The communities found stand at the parts that they are made of.
        let mut next = vec![0; count];
        for (node, part) in parts.iter().enumerate() {
            next[*part as usize] = partition[node];
        }
        for node in &mut of {
            *node = parts[*node as usize];
        }
        level = level.merged(&parts, count);
        partition = renumber(&next).0;
    }
    let found: Vec<u32> = of.iter().map(|node| partition[*node as usize]).collect();
    Ok(renumber(&found).0)
}

/// Looks at the sign at every [`LOOK`]th step.
fn look(step: usize, stop: &StopSign) -> Result<(), Stopped> {
    if step.is_multiple_of(LOOK) { stop.check() } else { Ok(()) }
}

/// Sums of strengths per community.
fn totals(graph: &Graph, of: &[u32]) -> Vec<f64> {
    let mut totals = vec![0.0; graph.len()];
    for (node, group) in of.iter().enumerate() {
        totals[*group as usize] += graph.strengths[node];
    }
    totals
}

/// Moves nodes where modularity gains most, until no move gains; says whether any was moved.
fn move_nodes(
    graph: &Graph,
    of: &mut [u32],
    resolution: f64,
    stop: &StopSign,
) -> Result<bool, Stopped> {
    let all: f64 = graph.strengths.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut totals = totals(graph, of);
    let mut queue: VecDeque<usize> = shuffled(graph.len()).into();
    let mut queued = vec![true; graph.len()];
    let mut weights = vec![0.0; graph.len()];
    let mut near: Vec<u32> = Vec::new();
    let mut moved = false;
    let mut steps = 0..;
    while let Some(node) = queue.pop_front() {
        look(steps.next().unwrap_or_default(), stop)?;
        queued[node] = false;
        let own = of[node];
        let strength = graph.strengths[node];
        near.clear();
        near.push(own);
        for (end, weight) in graph.edges(node) {
            let group = of[end];
            if weights[group as usize] == 0.0 && group != own {
                near.push(group);
            }
            weights[group as usize] += weight;
        }
        totals[own as usize] -= strength;
        let worth = |group: u32| {
            weights[group as usize] - resolution * strength * totals[group as usize] / all
        };
        let mut best = (worth(own), own);
        for group in &near[1..] {
            let gain = worth(*group);
            if gain > best.0 + LEAST_GAIN {
                best = (gain, *group);
            }
        }
        totals[best.1 as usize] += strength;
        for group in &near {
            weights[*group as usize] = 0.0;
        }
        if best.1 != own {
            moved = true;
            of[node] = best.1;
            for (end, _) in graph.edges(node) {
                if of[end] != best.1 && !queued[end] {
                    queued[end] = true;
                    queue.push_back(end);
                }
            }
        }
    }
    Ok(moved)
}

/// Well-connected parts of each community.
fn refine(
    graph: &Graph,
    of: &[u32],
    resolution: f64,
    stop: &StopSign,
) -> Result<Vec<u32>, Stopped> {
    let all: f64 = graph.strengths.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let community = totals(graph, of);
    let inside = |node: usize| -> f64 {
        graph.edges(node).filter(|(end, _)| of[*end] == of[node]).map(|(_, weight)| weight).sum()
    };
    let mut parts: Vec<u32> = (0_u32..).take(graph.len()).collect();
    let mut totals = graph.strengths.clone();
    // Weight between a part and the rest of its community.
    let mut outside: Vec<f64> = (0..graph.len()).map(inside).collect();
    let mut is_single = vec![true; graph.len()];
    let mut weights: HashMap<u32, f64> = HashMap::new();
    for (step, node) in shuffled(graph.len()).into_iter().enumerate() {
        look(step, stop)?;
        let strength = graph.strengths[node];
        let rest = community[of[node] as usize] - strength;
        if !is_single[node] || outside[node] < resolution * strength * rest / all {
            continue;
        }
        weights.clear();
        for (end, weight) in graph.edges(node).filter(|(end, _)| of[*end] == of[node]) {
            *weights.entry(parts[end]).or_default() += weight;
        }
        let own = parts[node];
        let mut best: Option<(f64, u32)> = None;
        for (part, weight) in &weights {
            let total = totals[*part as usize];
            let rest = community[of[node] as usize] - total;
            let connected = outside[*part as usize] >= resolution * total * rest / all;
            let gain = weight - resolution * strength * total / all;
            if *part == own || !connected || gain <= LEAST_GAIN {
                continue;
            }
            // The lower number where gains are equal: the map has no order.
            if best.is_none_or(|(most, index)| gain > most || (gain >= most && *part < index)) {
                best = Some((gain, *part));
            }
        }
        let Some((_, part)) = best else { continue };
        let between = weights.get(&part).copied().unwrap_or_default();
        let whole: f64 = weights.values().sum();
        parts[node] = part;
        totals[part as usize] += strength;
        totals[own as usize] = 0.0;
        outside[part as usize] += whole - 2.0 * between;
        // The part's first node is no longer alone either.
        is_single[node] = false;
        is_single[part as usize] = false;
    }
    Ok(parts)
}

fn distinct(of: &[u32]) -> usize {
    let mut seen: Vec<u32> = of.to_vec();
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}

/// Numbers from nothing in the order of first appearance, and how many there are.
fn renumber(of: &[u32]) -> (Vec<u32>, usize) {
    let mut names: HashMap<u32, u32> = HashMap::new();
    let mut next = 0;
    let of = of
        .iter()
        .map(|group| {
            *names.entry(*group).or_insert_with(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    (of, next as usize)
}

/// The same for groups that some have none of.
pub(super) fn numbered(of: &[Option<u32>]) -> Vec<Option<u32>> {
    let (names, _) = renumber(&of.iter().flatten().copied().collect::<Vec<_>>());
    let mut names = names.into_iter();
    of.iter().map(|group| group.and_then(|_| names.next())).collect()
}

/// All numbers below `count` in a mixed order that is always the same (Fisher and Yates with
/// splitmix64).
#[expect(clippy::cast_possible_truncation, reason = "the remainder is below the count")]
fn shuffled(count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for index in (1..count).rev() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        order.swap(index, ((mixed ^ (mixed >> 31)) % (index as u64 + 1)) as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cliques_with_a_bridge_are_two_communities() {
        let mut pairs = vec![(0, 5, 0.5)];
        for side in [0, 5] {
            for a in side..side + 5 {
                pairs.extend((a + 1..side + 5).map(|b| (a, b, 1.0)));
            }
        }
        let found = communities(&Graph::of_pairs(10, &pairs), 1.0, &StopSign::never()).unwrap();
        assert_eq!(found, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn the_karate_club_reaches_its_known_modularity() {
        // Zachary, "An information flow model for conflict and fission in small groups", 1977;
        // the best modularity at resolution 1 is 0.4198.
        let friends: [(u32, &[u32]); 22] = [
            (1, &[2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32]),
            (2, &[3, 4, 8, 14, 18, 20, 22, 31]),
            (3, &[4, 8, 9, 10, 14, 28, 29, 33]),
            (4, &[8, 13, 14]),
            (5, &[7, 11]),
            (6, &[7, 11, 17]),
            (7, &[17]),
            (9, &[31, 33, 34]),
            (10, &[34]),
            (14, &[34]),
            (15, &[33, 34]),
            (16, &[33, 34]),
            (19, &[33, 34]),
            (20, &[34]),
            (21, &[33, 34]),
            (23, &[33, 34]),
            (24, &[26, 28, 30, 33, 34]),
            (25, &[26, 28, 32]),
            (26, &[32]),
            (27, &[30, 34]),
            (28, &[34]),
            (29, &[32, 34]),
        ];
        let mut pairs: Vec<(u32, u32, f32)> = friends
            .iter()
            .flat_map(|(a, list)| list.iter().map(|b| (*a - 1, *b - 1, 1.0)))
            .collect();
        let more = [(30, 33), (30, 34), (31, 33), (31, 34), (32, 33), (32, 34), (33, 34)];
        pairs.extend(more.map(|(a, b)| (a - 1, b - 1, 1.0)));
        assert_eq!(pairs.len(), 78);
        let graph = Graph::of_pairs(34, &pairs);
        let of = communities(&graph, 1.0, &StopSign::never()).unwrap();
        let all: f64 = graph.strengths.iter().sum();
        let mut modularity = 0.0;
        for node in 0..34 {
            for (end, weight) in graph.edges(node) {
                modularity += if of[node] == of[end] { weight } else { 0.0 };
            }
            for other in 0..34 {
                if of[node] == of[other] {
                    modularity -= graph.strengths[node] * graph.strengths[other] / all;
                }
            }
        }
        assert!(modularity / all > 0.41, "{}", modularity / all);
    }
}
