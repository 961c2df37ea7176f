//! Grouping vectors: a graph of nearest neighbours, then communities at two levels.
//!
//! Method: each vector is joined to its nearest neighbours (cosine), an edge weighs what share of
//! neighbours both ends have in common (shared nearest neighbours: Jarvis and Patrick, "Clustering
//! using a similarity measure based on shared near neighbors", IEEE Transactions on Computers, 1973),
//! and the Leiden algorithm (Traag, Waltman, van Eck, "From Louvain to Leiden", Scientific Reports 9,
//! 2019) finds communities. The same input gives the same groups.

mod cells;
mod leiden;
mod neighbours;
mod parallel;
mod vectors;

use leiden::Graph;

use crate::stop::{StopSign, Stopped};
pub(crate) use vectors::{Vectors, cosine, direction, stretch, to_bytes};

/// Fine groups that one is joined to at the coarse level.
const RELATED: usize = 5;
/// Vectors between two looks at the sign.
const LOOK: usize = 64;

/// What may be chosen about grouping.
#[derive(Debug, Clone)]
pub struct ClusterSettings {
    /// Neighbours of each vector.
    pub neighbours: usize,
    /// Resolution of the fine level; more gives more groups.
    pub fine: f64,
    /// Resolution of the coarse level, on the graph of fine groups' centroids.
    pub coarse: f64,
    /// Fine groups whose centroids are at least this alike (cosine) may be of one coarse group.
    pub related_from: f32,
    /// Fewest vectors of a group; smaller ones are given to the nearest.
    pub fewest: usize,
    /// Groups whose centroids are at least this alike (cosine) are one.
    pub joined_from: f32,
    /// Least cosine at which a vector of a group that is too small joins another.
    pub stray_from: f32,
}

impl Default for ClusterSettings {
    fn default() -> Self {
        Self {
            neighbours: 15,
            fine: 2.0,
            coarse: 1.0,
            related_from: 0.35,
            fewest: 4,
            joined_from: 0.92,
            stray_from: 0.35,
        }
    }
}

/// Groups of vectors.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clusters {
    /// The fine group of each vector; `None` for zero vectors and those like no group.
    pub fine: Vec<Option<u32>>,
    /// The coarse group of each fine one.
    pub coarse: Vec<u32>,
}

/// Groups `vectors`, `width` bytes (two's complement) each.
///
/// # Errors
/// The sign went up.
pub fn cluster(
    vectors: &[i8],
    width: usize,
    settings: &ClusterSettings,
    stop: &StopSign,
) -> Result<Clusters, Stopped> {
    let points = Vectors::new(vectors, width);
    let known: Vec<u32> =
        (0_u32..).take(points.len()).filter(|index| !points.is_zero(*index as usize)).collect();
    if known.len() < settings.fewest {
        return Ok(Clusters { fine: vec![None; points.len()], coarse: Vec::new() });
    }
    let dense = points.select(&known);
    let lists = neighbours::nearest(&dense, settings.neighbours, stop)?;
    let graph = Graph::shared_neighbours(&lists, stop)?;
    let found = leiden::communities(&graph, settings.fine, stop)?;
    let found = settle(&dense, found, settings, stop)?;
    let fine = leiden::numbered(&found);
    let coarse = coarse(&vectors::centroids(&dense, &fine), settings, stop)?;
    let mut all = vec![None; points.len()];
    for (index, group) in known.iter().zip(&fine) {
        all[*index as usize] = *group;
    }
    Ok(Clusters { fine: all, coarse })
}

/// Joins groups that are alike and hands out those that are too small.
fn settle(
    points: &Vectors,
    found: Vec<u32>,
    settings: &ClusterSettings,
    stop: &StopSign,
) -> Result<Vec<Option<u32>>, Stopped> {
    let mut of: Vec<Option<u32>> = found.into_iter().map(Some).collect();
    for _ in 0..4 {
        stop.check()?;
        let centroids = vectors::centroids(points, &of);
        let sizes = vectors::sizes(&of);
        let target = joined(&centroids, &sizes, settings);
        if target.iter().enumerate().all(|(index, into)| index == *into) {
            break;
        }
        for group in of.iter_mut().flatten() {
            *group = u32::try_from(target[*group as usize]).unwrap_or(*group);
        }
    }
    hand_out(points, &mut of, settings, stop)?;
    Ok(of)
}

/// For each group the one it becomes part of, largest first.
fn joined(centroids: &Vectors, sizes: &[usize], settings: &ClusterSettings) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).filter(|index| sizes[*index] > 0).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(sizes[*index]), *index));
    let mut target: Vec<usize> = (0..sizes.len()).collect();
    let mut kept: Vec<usize> = Vec::new();
    for index in order {
        let alike = kept
            .iter()
            .map(|other| (cosine(centroids.row(index), centroids.row(*other)), *other))
            .filter(|(likeness, _)| *likeness >= settings.joined_from)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        match alike {
            Some((_, other)) => target[index] = other,
            None => kept.push(index),
        }
    }
    target
}

/// Gives the members of groups that are too small to the nearest group that is not.
fn hand_out(
    points: &Vectors,
    of: &mut [Option<u32>],
    settings: &ClusterSettings,
    stop: &StopSign,
) -> Result<(), Stopped> {
    let sizes = vectors::sizes(of);
    let centroids = vectors::centroids(points, of);
    let large: Vec<usize> =
        (0..sizes.len()).filter(|index| sizes[*index] >= settings.fewest).collect();
    for (index, group) in of.iter_mut().enumerate() {
        let Some(small) = *group else { continue };
        if sizes[small as usize] >= settings.fewest {
            continue;
        }
        if index.is_multiple_of(LOOK) {
            stop.check()?;
        }
        let nearest = large
            .iter()
            .map(|other| (cosine(points.row(index), centroids.row(*other)), *other))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        *group = nearest
            .filter(|(likeness, _)| *likeness >= settings.stray_from)
            .and_then(|(_, other)| u32::try_from(other).ok());
    }
    Ok(())
}

/// Communities of the fine groups: each is joined to the few whose centroids are most like its own.
fn coarse(
    centroids: &Vectors,
    settings: &ClusterSettings,
    stop: &StopSign,
) -> Result<Vec<u32>, Stopped> {
    let lists = neighbours::nearest(centroids, RELATED, stop)?;
    let mut pairs = Vec::new();
    for (index, list) in (0_u32..).zip(&lists) {
        for other in list {
            let is_mutual = lists[*other as usize].contains(&index);
            let likeness = cosine(centroids.row(index as usize), centroids.row(*other as usize));
            if likeness >= settings.related_from && !(is_mutual && *other < index) {
                pairs.push((index, *other, likeness));
            }
        }
    }
    leiden::communities(&Graph::of_pairs(centroids.len(), &pairs), settings.coarse, stop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stop::counting::stops_when_asked;

    fn whole(vectors: &[i8], width: usize) -> Clusters {
        cluster(vectors, width, &ClusterSettings::default(), &StopSign::never()).unwrap()
    }

    #[test]
    fn grouping_stops_at_every_step() {
        let settings = ClusterSettings::default();
        let small = bundles(6, 60, 16);
        let asked = stops_when_asked(1, 0, |stop| cluster(&small, 16, &settings, stop));
        assert!(asked > 10, "{asked}");
        let large = bundles(8, 400, 16);
        // Each thread looks for itself.
        let late = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let asked = stops_when_asked(23, late, |stop| cluster(&large, 16, &settings, stop));
        assert!(asked > 150, "{asked}");
    }

    /// `groups` bundles of `each` vectors around axes of their own.
    fn bundles(groups: usize, each: usize, width: usize) -> Vec<i8> {
        let mut vectors = Vec::new();
        for index in 0..groups * each {
            let mut row = vec![0_i8; width];
            row[index % groups] = 100;
            row[(index / groups) % width] += 9;
            row[(index * 7) % width] += 6;
            vectors.extend(row);
        }
        vectors
    }

    #[test]
    fn bundles_become_groups_and_the_same_ones_each_time() {
        let vectors = bundles(6, 60, 16);
        let found = whole(&vectors, 16);
        for index in 0..360 {
            assert_eq!(found.fine[index], found.fine[index % 6], "{index}");
            assert!(found.fine[index].is_some());
        }
        let mut distinct: Vec<_> = found.fine[..6].to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), 6);
        assert_eq!(found.coarse.len(), 6);
        assert_eq!(whole(&vectors, 16), found);
    }

    #[test]
    fn a_large_set_is_grouped_through_cells() {
        let vectors = bundles(8, 400, 16);
        let found = whole(&vectors, 16);
        let split =
            (0..vectors.len() / 16).filter(|index| found.fine[*index] != found.fine[index % 8]);
        assert!(split.count() < 1_600, "most of each bundle stays together");
        for one in 0..8 {
            for other in 0..one {
                assert_ne!(found.fine[one], found.fine[other], "{one} and {other}");
            }
        }
    }

    #[test]
    fn nothing_and_unknown_words_make_no_group() {
        assert_eq!(whole(&[], 8), Clusters::default());
        let found = whole(&[0; 80], 8);
        assert_eq!((found.fine, found.coarse), (vec![None; 10], vec![]));
        let mut some = bundles(1, 9, 8);
        some.extend([0; 8]);
        let found = whole(&some, 8);
        assert_eq!(found.fine[9], None);
        assert!(found.fine[..9].iter().all(|group| *group == Some(0)));
    }
}
