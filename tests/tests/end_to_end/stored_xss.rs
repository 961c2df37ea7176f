//! Hostile texts are stored, and every page that shows them is opened in Chromium: nothing runs.

use std::collections::{BTreeSet, VecDeque};

use anyhow::{Result, ensure};
use plaza_tests::browser::{Browser, Look};
use plaza_tests::http::Client;
use plaza_tests::server::Plaza;
use serde_json::{Value, json};

use super::support::{import_bytes, wait_for_count};

/// Each calls `alert` or sets `window.ran` if a browser takes it for more than text.
const PAYLOADS: [&str; 34] = [
    "<script>window.ran=1</script>",
    "<ScRiPt/x>window.ran=1</sCrIpT>",
    "</p></article></main><script>window.ran=1</script>",
    "</title><script>window.ran=1</script>",
    "</textarea><script>window.ran=1</script>",
    "\"><script>window.ran=1</script>",
    "'><img src=x onerror=window.ran=1>",
    "<img src=x onerror=\"window.ran=1\">",
    "<img src=`x`onerror=window.ran=1>",
    "\" autofocus onfocus=\"window.ran=1\" x=\"",
    "' onmouseover='window.ran=1",
    "<svg onload=window.ran=1>",
    "<svg><script>window.ran=1</script></svg>",
    "<svg><animate onbegin=window.ran=1 attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' onload='window.ran=1'/>#x\"/></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=window.ran=1&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=window.ran=1>\">",
    "<iframe srcdoc=\"<script>parent.ran=1</script>\"></iframe>",
    "<iframe src=\"javascript:parent.ran=1\"></iframe>",
    "<object data=\"javascript:window.ran=1\"></object>",
    "<embed src=\"data:text/html,<script>parent.ran=1</script>\">",
    "<a href=\"javascript:window.ran=1\">aquí</a>",
    "<a href=\"java\tscript:window.ran=1\">aquí</a>",
    "[aquí](javascript:window.ran=1)",
    "<form action=\"javascript:window.ran=1\"><button>aquí</button></form>",
    "<meta http-equiv=refresh content=\"0;url=javascript:window.ran=1\">",
    "<base href=\"https://evil.example/\">",
    "<link rel=stylesheet href=\"data:text/css,body{display:none}\">",
    "<style>body{display:none}</style>",
    "<div style=\"position:fixed;inset:0;background:url(javascript:window.ran=1)\">",
    "<details open ontoggle=window.ran=1>",
    "<video><source onerror=window.ran=1></video>",
    "{{ constructor.constructor('window.ran=1')() }} ${window.ran=1} #{window.ran=1}",
    "\u{2028}<img src=x onerror=window.ran=1>\u{202e}\u{0}\u{fffe}",
];

/// Catches whatever runs, and whatever asks.
const TRAP: &str = "\
    window.ran = 0;\
    window.violations = [];\
    document.addEventListener('securitypolicyviolation',\
        (event) => window.violations.push(`${event.violatedDirective} ${event.sample}`));\
    for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => { window.ran += 1; };";

/// What a page must not have: scripts of others, handlers, foreign elements, changed looks.
const INSPECT: &str = "\
    const bad = [];\
    if (window.ran) bad.push('a script ran');\
    bad.push(...window.violations);\
    for (const element of document.querySelectorAll('*')) {\
        for (const attribute of element.attributes) {\
            if (attribute.name.startsWith('on')) bad.push(element.outerHTML.slice(0, 200));\
            if (/^\\s*(javascript|data|vbscript):/i.test(attribute.value)\
                && ['href', 'src', 'action', 'srcdoc', 'data'].includes(attribute.name)\
                && !attribute.value.startsWith('data:image/'))\
                bad.push(element.outerHTML.slice(0, 200));\
        }\
    }\
    const foreign = 'iframe, object, embed, base, math, style, video, audio, script:not([src]), \
        meta[http-equiv], img[src=\"x\"], animate';\
    for (const element of document.querySelectorAll(foreign))\
        if (!element.matches('script[type=\"application/json\"]'))\
            bad.push(element.outerHTML.slice(0, 200));\
    if (getComputedStyle(document.body).display === 'none') bad.push('the page is hidden');\
    return bad;";

#[tokio::test]
async fn hostile_texts_show_as_inert_text() -> Result<()> {
    let plaza = Plaza::start().await?;
    let client = plaza.set_up().await?;
    let mut lines = Vec::new();
    for (number, payload) in PAYLOADS.iter().enumerate() {
        lines.extend(hostile_record(number, payload).to_string().into_bytes());
        lines.push(b'\n');
    }
    // Bad bytes and a refused address end in the quarantine, which shows them too.
    lines
        .extend_from_slice(b"{\"id\":\"q1\",\"text\":\"\xff\xfe<script>window.ran=1</script>\"}\n");
    lines.extend_from_slice(b"<script>window.ran=1</script>\n");
    lines.extend_from_slice(
        b"{\"id\":\"q2\",\"text\":\"hola\",\"url\":\"javascript:window.ran=1\"}\n",
    );
    let (_, summary) = import_bytes(&plaza, "<b onclick=alert(1)>tienda", &lines)?;
    let api = plaza.token_client("admin")?;
    let stored = u64::try_from(PAYLOADS.len())?;
    ensure!(summary.new >= stored, "{summary:?}");
    wait_for_count(&api, "", summary.new).await?;
    make_hostile_ideas(&api).await?;

    let browser = Browser::start(Look::default()).await?;
    browser.before_every_page(TRAP).await?;
    let pages = visit_all(&browser, &client, &plaza).await?;
    ensure!(pages > PAYLOADS.len(), "only {pages} pages were seen");
    payloads_are_readable(&browser, &api, &plaza).await?;
    no_script_makes_markup(&browser, &plaza).await?;
    browser.quit().await
}

/// Tries what a script that got in would try: to make a policy, and to write markup without one.
const MAKE_MARKUP: &str = "\
    const tried = {\
        'its own policy': () => trustedTypes.createPolicy('evil', { createHTML: (s) => s }),\
        'a policy of a known name': () => trustedTypes.createPolicy('plaza', { createHTML: (s) => s }),\
        'the default policy': () => trustedTypes.createPolicy('default', { createHTML: (s) => s }),\
        'markup': () => { document.body.innerHTML = '<b>x</b>'; },\
        'code': () => { setTimeout('window.ran = 1'); },\
        'a script': () => { document.createElement('script').src = '/assets/x.js'; },\
    };\
    return Object.keys(tried).filter((what) => {\
        try { tried[what](); return true; } catch (error) { return !(error instanceof TypeError); }\
    });";

async fn no_script_makes_markup(browser: &Browser, plaza: &Plaza) -> Result<()> {
    browser.goto(plaza.url("/ideas")).await?;
    let made = browser.execute(MAKE_MARKUP, Vec::new()).await?.json().clone();
    ensure!(made.as_array().is_some_and(Vec::is_empty), "a script could make {made}");
    Ok(())
}

fn hostile_record(number: usize, payload: &str) -> Value {
    json!({
        "id": format!("x{number}{payload}"),
        "text": format!("Caso{number} {payload} fin{number}"),
        "title": payload,
        "author": payload,
        "author_name": payload,
        "channel": "forum",
        "url": "https://evil.example/\"onmouseover=\"window.ran=1",
        "extra": { payload: payload },
    })
}

async fn make_hostile_ideas(api: &Client) -> Result<()> {
    for payload in PAYLOADS.iter().take(8) {
        let idea = json!({ "title": payload, "description": payload });
        api.post("/api/v1/ideas", &idea).await?;
    }
    Ok(())
}

/// Opens every page that links lead to, a few of each kind of address; returns how many.
async fn visit_all(browser: &Browser, client: &Client, plaza: &Plaza) -> Result<usize> {
    browser.sign_in(plaza).await?;
    let mut seen = BTreeSet::new();
    let mut waiting = VecDeque::from([
        "/".to_owned(),
        "/mentions?q=".to_owned(),
        format!("/mentions?q={}", "%3Cscript%3Ewindow.ran%3D1%3C%2Fscript%3E"),
        "/mentions?q=%22%3E%3Csvg%20onload%3Dwindow.ran%3D1%3E".to_owned(),
        "/sign-in?next=javascript:window.ran=1".to_owned(),
    ]);
    while let Some(path) = waiting.pop_front() {
        if seen.len() > 150 || !seen.insert(path.clone()) {
            continue;
        }
        let page = client.get(&path).await?;
        ensure!(page.status < 500, "{path} answers {}", page.status);
        let is_page = page.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if !is_page {
            continue;
        }
        let policy = page.header("content-security-policy").unwrap_or_default().to_owned();
        ensure!(
            policy.contains("script-src 'self'")
                && policy.contains("trusted-types 'none'")
                && !policy.contains("unsafe"),
            "{path} has the policy {policy:?}"
        );
        browser.goto(plaza.url(&path)).await?;
        let bad = browser.execute(INSPECT, Vec::new()).await?.json().clone();
        ensure!(bad.as_array().is_some_and(Vec::is_empty), "{path}: {bad:#}");
        for link in page.links() {
            let own = link.origin() == page.url.origin();
            let next = link.as_str().split_once(link.path()).map(|(_, rest)| rest.to_owned());
            let next = format!("{}{}", link.path(), next.unwrap_or_default());
            if own && link.fragment().is_none() && !next.starts_with("/api/") {
                waiting.push_back(next);
            }
        }
    }
    Ok(seen.len())
}

/// Each hostile text stands in its conversation as the characters that it is.
async fn payloads_are_readable(browser: &Browser, api: &Client, plaza: &Plaza) -> Result<()> {
    for (number, payload) in PAYLOADS.iter().enumerate() {
        let found = super::support::search(api, &format!("Caso{number}")).await?;
        let items = super::support::items(&found);
        ensure!(items.len() == 1, "Caso{number} is found {} times", items.len());
        let id = &items[0]["id"];
        browser.goto(plaza.url(&format!("/mentions/{id}"))).await?;
        let bad = browser.execute(INSPECT, Vec::new()).await?.json().clone();
        ensure!(bad.as_array().is_some_and(Vec::is_empty), "{payload}: {bad:#}");
        let shown = browser.page_text().await?;
        let tail = format!("fin{number}");
        ensure!(shown.contains(&tail), "{payload:?} hid the rest of its text:\n{shown}");
        let visible = |c: &char| !c.is_control() && !c.is_whitespace() && c.is_ascii();
        let squeeze = |text: &str| text.chars().filter(visible).collect::<String>();
        ensure!(squeeze(&shown).contains(&squeeze(payload)), "{payload:?} is not in:\n{shown}");
    }
    Ok(())
}
