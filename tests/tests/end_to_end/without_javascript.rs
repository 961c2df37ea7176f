//! The board by its forms and links alone, as a browser without JavaScript uses it.

use anyhow::{Context, Result, ensure};
use plaza_tests::http::Client;
use plaza_tests::server::{ADMIN_EMAIL, ADMIN_PASSWORD, Plaza};

use super::support::{import, record};

#[tokio::test]
async fn forms_and_links_are_enough() -> Result<()> {
    let mut plaza = Plaza::start().await?;
    let client = plaza.set_up().await?;
    import(
        &plaza,
        "tienda",
        &[record("p1", "La pantalla se rompió al segundo día, qué decepción")],
    )?;

    let results = wait_for_result(&client, "/mentions?q=pantalla", "se rompió").await?;
    let conversation = results
        .links()
        .into_iter()
        .find(|link| is_mention(link.path()))
        .context("no link to the conversation")?;
    let page = client.get(conversation.path()).await?;
    ensure!(page.text().contains("al segundo día"), "the conversation lacks its text");

    let new_idea = page
        .links()
        .into_iter()
        .find(|link| link.path() == "/ideas/new")
        .context("no link that makes an idea")?;
    let form = client.get(new_idea.as_str()).await?.form_to("/ideas/new")?;
    let form = form.fill("title", "Cristal más duro")?.fill("quote", "se rompió al segundo día")?;
    let idea = client.submit(&form).await?;
    ensure!(idea.status == 200, "{}: {}", idea.status, idea.text());
    ensure!(idea.text().contains("se rompió al segundo día"), "the idea lacks its quote");

    let board = client.get("/ideas").await?;
    let moved = board.form_to("/move")?.fill("stage", "planned")?;
    ensure!(client.submit(&moved).await?.status == 200, "the idea could not be moved");

    plaza.kill();
    plaza.restart().await?;
    let board = client.get("/ideas").await?;
    ensure!(board.text().contains("Cristal más duro"), "the idea was lost");
    sign_out_and_in(&client, &plaza).await
}

/// `/mentions/17`.
fn is_mention(path: &str) -> bool {
    path.strip_prefix("/mentions/").is_some_and(|id| id.parse::<u64>().is_ok())
}

async fn wait_for_result(
    client: &Client,
    path: &str,
    text: &str,
) -> Result<plaza_tests::http::Answer> {
    for _ in 0..100 {
        let page = client.get(path).await?;
        // Highlights put marks between the words.
        if page.text().replace("<mark>", "").replace("</mark>", "").contains(text) {
            return Ok(page);
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    anyhow::bail!("{path} does not show {text:?}: {}", client.get(path).await?.text())
}

async fn sign_out_and_in(client: &Client, plaza: &Plaza) -> Result<()> {
    let out = client.get("/").await?.form_to("/sign-out")?;
    client.submit(&out).await?;
    let refused = client.get("/mentions").await?;
    ensure!(refused.url.path() == "/sign-in", "still signed in: {}", refused.url);
    let form = client.get("/sign-in?next=/ideas").await?.form_with("password")?;
    let wrong = form.clone().fill("email", ADMIN_EMAIL)?.fill("password", "no es esta")?;
    let wrong = client.submit(&wrong).await?;
    ensure!(wrong.url.path() == "/sign-in", "signed in with a wrong password: {}", wrong.url);
    let right = form.fill("email", ADMIN_EMAIL)?.fill("password", ADMIN_PASSWORD)?;
    let right = client.submit(&right).await?;
    ensure!(right.url.path() == "/ideas", "sign-in led to {} of {}", right.url, plaza.url("/"));
    Ok(())
}
