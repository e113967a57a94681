//! Numbers that look unordered and are the same at every run on every machine: nothing here is chance.

/// A number below `below` for the thing with this name and index (splitmix64 over an FNV-1a hash of the name).
pub fn spread(name: &str, index: u64, below: u64) -> u64 {
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut mixed = seed.wrapping_add(index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) % below.max(1)
}

/// Divides a total over weights, so that the parts sum to exactly the total.
pub fn shares(total: u64, weights: &[u64]) -> Vec<u64> {
    let whole: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    let (mut before, mut given) = (0_u128, 0_u64);
    let mut part = |&weight: &u64| {
        before += u128::from(weight);
        let until = u64::try_from(u128::from(total) * before / whole.max(1)).unwrap_or(total);
        let part = until - given;
        given = until;
        part
    };
    weights.iter().map(&mut part).collect()
}

/// The same things in another order, always the same one.
pub fn reordered<T>(name: &str, things: Vec<T>) -> Vec<T> {
    let mut keyed: Vec<(u64, T)> =
        (0_u64..).zip(things).map(|(index, thing)| (spread(name, index, u64::MAX), thing)).collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, thing)| thing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_and_index_always_give_the_same_number() {
        assert_eq!(spread("a", 0, 1000), spread("a", 0, 1000));
        let numbers: Vec<u64> = (0..5).map(|index| spread("a", index, 1000)).collect();
        assert_eq!(numbers, FROZEN, "changing the spread changes the demonstration");
    }

    const FROZEN: [u64; 5] = [583, 535, 382, 736, 210];

    #[test]
    fn shares_sum_to_the_total_also_where_they_do_not_divide() {
        assert_eq!(shares(10, &[1, 1, 1]), [3, 3, 4]);
        let many: Vec<u64> = (0..107).map(|index| 1 + spread("w", index, 50)).collect();
        assert_eq!(shares(7_725, &many).iter().sum::<u64>(), 7_725);
    }

    #[test]
    fn reordering_loses_nothing() {
        let mut again = reordered("order", (0..100).collect::<Vec<_>>());
        assert_ne!(again, (0..100).collect::<Vec<_>>());
        again.sort_unstable();
        assert_eq!(again, (0..100).collect::<Vec<_>>());
    }
}
