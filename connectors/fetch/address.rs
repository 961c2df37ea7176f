//! Which addresses may be dialled.
//!
//! An allow list: what the IANA registries call globally reachable, and nothing else. Forms that
//! carry an IPv4 address inside an IPv6 one (mapped, compatible, 6to4, Teredo, local NAT64) are
//! refused as a whole; the well-known NAT64 prefix counts as the address inside it, because hosts
//! without IPv4 reach everything through it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// The IANA IPv4 special-purpose registry without its globally reachable rows, and multicast.
const REFUSED_V4: [Ipv4Net; 18] = [
    v4([0, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v4([172, 16, 0, 0], 12),
    v4([192, 0, 0, 0], 24),
    v4([192, 0, 2, 0], 24),
    v4([192, 31, 196, 0], 24),
    v4([192, 52, 193, 0], 24),
    v4([192, 88, 99, 0], 24),
    v4([192, 168, 0, 0], 16),
    v4([192, 175, 48, 0], 24),
    v4([198, 18, 0, 0], 15),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    v4([224, 0, 0, 0], 4),
    v4([240, 0, 0, 0], 4),
];

/// The only IPv6 range that is assigned for public use.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0, 0], 3);
/// Special ranges inside it: protocol assignments (Teredo, benchmarking, ORCHID), documentation
/// twice, 6to4, and an anycast sink.
const REFUSED_V6: [Ipv6Net; 5] = [
    v6([0x2001, 0, 0, 0], 23),
    v6([0x2001, 0xdb8, 0, 0], 32),
    v6([0x2002, 0, 0, 0], 16),
    v6([0x2620, 0x4f, 0x8000, 0], 48),
    v6([0x3fff, 0, 0, 0], 20),
];
/// RFC 6052's well-known prefix.
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0, 0], 96);

/// Networks in which machines' own services live that hand out credentials: link-local addresses
/// (AWS, Azure, GCP, OpenStack, containers and pods), Alibaba's, Oracle's, and Azure's host. No
/// forum lives there.
const METADATA_V4: [Ipv4Net; 4] = [
    v4([169, 254, 0, 0], 16),
    v4([100, 100, 100, 200], 32),
    v4([192, 0, 0, 192], 32),
    v4([168, 63, 129, 16], 32),
];
/// The same for IPv6: link-local, AWS's own prefix, GCP's.
const METADATA_V6: [Ipv6Net; 3] =
    [v6([0xfe80, 0, 0, 0], 10), v6([0xfd00, 0x0ec2, 0, 0], 32), v6([0xfd20, 0x00ce, 0, 0], 32)];
/// Prefixes that translate to IPv4 (RFC 6052, RFC 8215): the address inside is dialled.
const LOCAL_NAT64: Ipv6Net = v6([0x64, 0xff9b, 1, 0], 48);

const fn v4(octets: [u8; 4], prefix: u8) -> Ipv4Net {
    let [a, b, c, d] = octets;
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(head: [u16; 4], prefix: u8) -> Ipv6Net {
    let [a, b, c, d] = head;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), prefix)
}

/// Whether the address belongs to somebody on the public internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    if is_metadata(address) {
        return false;
    }
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) if NAT64.contains(&v6) => is_public_v4(last_four(v6)),
        IpAddr::V6(v6) => {
            GLOBAL_V6.contains(&v6) && !REFUSED_V6.iter().any(|net| net.contains(&v6))
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !REFUSED_V4.iter().any(|net| net.contains(&address))
}

/// Whether the address, or an IPv4 address inside it, belongs to a metadata service. Those are
/// refused even when an operator allows the host.
pub(super) fn is_metadata(address: IpAddr) -> bool {
    let is_metadata_v4 = |v4: Ipv4Addr| METADATA_V4.iter().any(|net| net.contains(&v4));
    match address {
        IpAddr::V4(v4) => is_metadata_v4(v4),
        IpAddr::V6(v6) => {
            METADATA_V6.iter().any(|net| net.contains(&v6))
                || inner_v4(v6).into_iter().any(is_metadata_v4)
        }
    }
}

/// The IPv4 addresses that an IPv6 address may lead to, in whichever of the known ways.
fn inner_v4(address: Ipv6Addr) -> Vec<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let pair = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    let mut inner = match [a, b, c, d, e, f] {
        // Compatible, mapped, translated, and the well-known NAT64 prefix end with the address.
        [0, 0, 0, 0, 0, 0 | 0xffff] | [0, 0, 0, 0, 0xffff, 0] | [0x64, 0xff9b, ..] => {
            vec![pair(g, h)]
        }
        [0x2002, high, low, ..] => vec![pair(high, low)],
        // Teredo stores it with every bit inverted, and its server as it is.
        [0x2001, 0, high, low, ..] => vec![pair(!g, !h), pair(high, low)],
        // ISATAP.
        [.., 0 | 0x200, 0x5efe] => vec![pair(g, h)],
        _ => Vec::new(),
    };
    if LOCAL_NAT64.contains(&address) {
        inner.extend(translated(address));
    }
    inner
}

/// The IPv4 address behind prefixes of 48, 56 and 64 bits (RFC 6052, 2.2): it stands around the
/// ninth byte, which is left out.
fn translated(address: Ipv6Addr) -> impl Iterator<Item = Ipv4Addr> {
    let bytes = address.octets();
    [6, 7, 8].into_iter().map(move |from| {
        let mut rest = bytes[from..].iter().enumerate().filter(|(n, _)| n + from != 8);
        let mut next = || rest.next().map_or(0, |(_, byte)| *byte);
        Ipv4Addr::new(next(), next(), next(), next())
    })
}

fn last_four(address: Ipv6Addr) -> Ipv4Addr {
    let [.., g, h] = address.segments();
    Ipv4Addr::from_bits(u32::from(g) << 16 | u32::from(h))
}

/// Names that never mean a host on the public internet (RFC 6761, 6762, 8375, 9476, 7686), and
/// names without a dot, which only a local search list can complete.
pub(super) fn is_local_name(host: &str) -> bool {
    const LOCAL: [&str; 8] =
        ["localhost", "local", "internal", "arpa", "onion", "alt", "localdomain", "lan"];
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    match host.rsplit_once('.') {
        None => true,
        Some((_, last)) => LOCAL.contains(&last),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const PUBLIC: &[&str] = &[
        "8.8.8.8",
        "1.1.1.1",
        "93.184.216.34",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:800::200e",
        "2001:4860:4860::8888",
        "2001:200::1",
        "64:ff9b::8.8.8.8",
    ];
    const NOT_PUBLIC: &[&str] = &[
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.254",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.251",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::8.8.8.8",
        "64:ff9b::169.254.169.254",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "::ffff:0:127.0.0.1",
        "4000::1",
    ];

    /// Metadata services in every way to write their addresses.
    pub(in crate::fetch) const METADATA: &[&str] = &[
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "169.254.0.1",
        "169.254.255.255",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fe80::1",
        "fe80::a9fe:a9fe",
        "febf:ffff::1",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd00:ec2::253",
        "fd20:ce::254",
        "::ffff:169.254.169.254",
        "::ffff:a9fe:a9fe",
        "::ffff:168.63.129.16",
        "::169.254.169.254",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b::a9fe:0001",
        "64:ff9b::100.100.100.200",
        "64:ff9b:1::169.254.169.254",
        "64:ff9b:1:a9fe:a9:fe00::",
        "64:ff9b:1:a9:fe:a9fe::",
        "64:ff9b:1:0:a9:fea9:fe00:0",
        "2002:a9fe:a9fe::1",
        "2002:6464:64c8::1",
        "2001:0:1:2:3:4:5601:5601",
        "2001:0:a9fe:a9fe:3:4:5:6",
        "fd12:3456::5efe:169.254.169.254",
    ];

    #[test]
    fn only_the_public_internet_is_public() {
        for address in PUBLIC {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in NOT_PUBLIC {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn metadata_is_found_in_every_disguise() {
        for address in METADATA {
            let address = address.parse().unwrap();
            assert!(is_metadata(address) && !is_public(address), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.0.0.1",
            "169.253.255.255",
            "169.255.0.1",
            "100.100.100.201",
            "192.0.0.191",
            "168.63.129.17",
            "::1",
            "fd00:ec1::254",
            "fd12:3456::1",
            "::ffff:192.168.1.1",
            "64:ff9b::192.168.1.1",
        ] {
            assert!(!is_metadata(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn local_names_are_known() {
        for name in [
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "printer.local",
            "db.internal",
            "router.lan",
            "metadata",
            "metadata.google.internal",
            "x.home.arpa",
            "hidden.onion",
            "",
        ] {
            assert!(is_local_name(name), "{name}");
        }
        for name in ["blog.example", "example.com.", "local.example.com", "xn--fiqs8s.com"] {
            assert!(!is_local_name(name), "{name}");
        }
    }
}
