//! Where a request comes from: the address to count tries by. Nobody moves it by writing headers, unless he is a proxy
//! that the operator listed.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::http::header::HeaderMap;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The bits of an IPv6 address that one subscriber shares: whoever has one address has all that begin so.
const SUBSCRIBER_BITS: u8 = 64;

/// The networks of the proxies whose word about their callers is believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

/// A text that is no list of networks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither an address such as 127.0.0.1 nor a network such as 10.0.0.0/8")]
pub struct NotANetwork(String);

/// The other end of a connection, as whoever accepted it saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(Option<IpAddr>);

impl Proxies {
    fn list(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromStr for Proxies {
    type Err = NotANetwork;

    /// Addresses and networks with commas between them; a blank text lists none.
    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let parts = text.split(',').map(str::trim);
        let networks = parts.filter(|part| !part.is_empty()).map(network);
        networks.collect::<Result<_, _>>().map(Self)
    }
}

fn network(text: &str) -> Result<IpNet, NotANetwork> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    let read = address.or_else(|_| text.parse::<IpNet>());
    read.map(unmapped).map_err(|_| NotANetwork(text.to_owned()))
}

/// A network of IPv4 addresses as IPv4 writes it, however it was written.
fn unmapped(network: IpNet) -> IpNet {
    let mapped = |v6: Ipv6Net| {
        let bits = v6.prefix_len().checked_sub(96)?;
        Ipv4Net::new(v6.addr().to_ipv4_mapped()?, bits).ok()
    };
    match network {
        IpNet::V6(v6) => mapped(v6).map_or(network, IpNet::V4),
        IpNet::V4(_) => network,
    }
}

/// Where a request comes from whose connection `peer` opened; none where the connection has no address. Of the
/// addresses that proxies wrote down, the last counts that is no listed proxy: what stands before it anybody may have
/// written.
pub fn client(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &Proxies) -> ClientAddress {
    let Some(peer) = peer.map(|peer| peer.to_canonical()) else {
        return ClientAddress(None);
    };
    let lines = headers.get_all(FORWARDED_FOR).iter().rev();
    let mut hops = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    let mut client = peer;
    while proxies.list(client) {
        // Where the trail ends or cannot be read, the last proxy on it has to answer for its callers.
        let Some(before) = hops.next().and_then(hop) else {
            break;
        };
        client = before;
    }
    ClientAddress(Some(client))
}

/// An address as proxies write it, some of them with its port.
fn hop(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let plain = text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let address = plain.or_else(with_port)?;
    Some(address.to_canonical())
}

impl ClientAddress {
    /// The address itself, where there is one.
    pub fn address(self) -> Option<IpAddr> {
        self.0
    }

    /// Under what tries are counted: an IPv4 address for itself, an IPv6 address with all of its /64.
    pub fn bucket(self) -> String {
        match self.0 {
            None => "unknown".to_owned(),
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => {
                let bits = u128::from(SUBSCRIBER_BITS);
                let prefix = u128::from(address) & !(u128::MAX >> bits);
                format!("{}/{SUBSCRIBER_BITS}", Ipv6Addr::from(prefix))
            }
        }
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self.0 {
            Some(address) => address.fmt(out),
            None => out.write_str("unknown"),
        }
    }
}
