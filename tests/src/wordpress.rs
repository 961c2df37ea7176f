//! A real WordPress: Debian's package on PHP's built-in server, with a MariaDB of its own that
//! listens on a socket file only.
//!
//! PHP runs without workers of its own, because those would outlive a killed parent; requests are
//! served one after the other.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::peers::{self, PeerProcess, RunFolder};

/// WordPress's settings for one run, read by the installed `wp-config.php`.
const SETTINGS: &str = r"<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . getenv('PLAZA_WORDPRESS_SOCKET'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';
define('WP_HOME', getenv('PLAZA_WORDPRESS_URL'));
define('WP_SITEURL', getenv('PLAZA_WORDPRESS_URL'));
// Application passwords work without TLS only where the environment says `local`.
define('WP_ENVIRONMENT_TYPE', 'local');
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
require_once ABSPATH . 'wp-settings.php';
";

/// Sends every address that is no file to WordPress, as a web server's rewrite rules do.
const ROUTER: &str = r"<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path !== '/' && is_file($_SERVER['DOCUMENT_ROOT'] . $path)) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
";

/// Creates the database and the site; prints the administrator's application password.
const SETUP: &str = r"<?php
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
function wp_mail() { return true; }
$database = new mysqli('localhost', 'root', '', '', 0, getenv('PLAZA_WORDPRESS_SOCKET'));
$database->query('create database wordpress character set utf8mb4');
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Plaza test', 'admin', 'admin@plaza.example', true, '', 'only a test');
wp_delete_post(1, true);
update_option('timezone_string', 'Europe/Madrid');
update_option('permalink_structure', '/%postname%/');
$admin = get_user_by('login', 'admin');
echo WP_Application_Passwords::create_new_application_password($admin->ID, ['name' => 'plaza'])[0];
";

/// Inserts the comments of a JSON file and prints their ids.
const SEED: &str = r"<?php
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/wp-load.php';
$seed = json_decode(file_get_contents($argv[2]), true);
$ids = [];
foreach ($seed['comments'] as [$text, $date]) {
    $ids[] = wp_insert_comment([
        'comment_post_ID' => $seed['post'],
        'comment_author' => $seed['visitor'],
        'comment_content' => $text,
        'comment_date_gmt' => $date,
        'comment_date' => get_date_from_gmt($date),
        'comment_approved' => 1,
    ]);
}
echo json_encode($ids);
";

/// An account with an application password.
#[derive(Debug, Clone)]
pub struct WordPressUser {
    /// WordPress's id of the account.
    pub id: i64,
    /// User name.
    pub name: String,
    /// Application password.
    pub password: String,
}

/// A comment, as its moderator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordPressComment {
    /// Its id.
    pub id: i64,
    /// The comment that it answers; 0 for none.
    pub parent: i64,
    /// Who wrote it; 0 for a visitor.
    pub author: i64,
    /// `approved`, `hold`, `spam` or `trash`.
    pub status: String,
    /// The text as it was sent.
    pub raw: String,
}

/// A running WordPress with one administrator and neither posts nor comments.
#[derive(Debug)]
pub struct WordPress {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub base_url: String,
    /// The administrator.
    pub admin: WordPressUser,
    client: reqwest::Client,
    site: Site,
    // Dropped in this order: first the processes, then their data.
    _php: PeerProcess,
    _database: PeerProcess,
    _folder: RunFolder,
}

impl WordPress {
    /// Starts a site and waits until it answers; about 4 s.
    ///
    /// # Errors
    /// WordPress, PHP or MariaDB is not installed, or does not start.
    pub async fn start() -> Result<Self> {
        let root = peers::installed("wordpress")?;
        let folder = RunFolder::create("wordpress")?;
        let base_url = format!("http://127.0.0.1:{}", peers::free_port()?);
        let site = Site { root, folder: folder.path().to_owned(), base_url };
        let database = start_database(&site).await?;
        let password = site.set_up().await?;
        let php = start_php(&site)?;
        let client = peers::client()?;
        let index = format!("{}/wp-json/wp/v2/types", site.base_url);
        php.wait_until(async || client.get(&index).send().await.is_ok_and(|r| r.status() == 200))
            .await?;
        let admin = WordPressUser { id: 1, name: "admin".to_owned(), password };
        let base_url = site.base_url.clone();
        Ok(Self { base_url, admin, client, site, _php: php, _database: database, _folder: folder })
    }

    /// Creates an account with one of WordPress's roles, such as `subscriber` or `editor`.
    ///
    /// # Errors
    /// The name is taken.
    pub async fn register(&self, name: &str, role: &str) -> Result<WordPressUser> {
        let body = json!({
            "username": name, "email": format!("{name}@plaza.example"),
            "password": "only a test", "roles": [role],
        });
        let id = id_of(&self.post_json("users", &body).await?)?;
        let path = format!("users/{id}/application-passwords");
        let answer = self.post_json(&path, &json!({ "name": "plaza" })).await?;
        let password = answer["password"].as_str().context("no application password")?.to_owned();
        Ok(WordPressUser { id, name: name.to_owned(), password })
    }

    /// Publishes a post and gives its id.
    ///
    /// # Errors
    /// WordPress refuses.
    pub async fn new_post(&self, title: &str, html: &str) -> Result<i64> {
        let body = json!({ "title": title, "content": html, "status": "publish" });
        id_of(&self.post_json("posts", &body).await?)
    }

    /// Closes or opens a post for new comments.
    ///
    /// # Errors
    /// WordPress refuses.
    pub async fn open_comments(&self, post: i64, is_open: bool) -> Result<()> {
        let status = if is_open { "open" } else { "closed" };
        let path = format!("posts/{post}");
        self.post_json(&path, &json!({ "comment_status": status })).await.map(drop)
    }

    /// Publishes a visitor's comment and gives its id; `parent` is the comment that it answers.
    ///
    /// # Errors
    /// WordPress refuses.
    pub async fn comment_as(
        &self,
        visitor: &str,
        post: i64,
        html: &str,
        parent: Option<i64>,
    ) -> Result<i64> {
        let body = json!({
            "post": post, "parent": parent.unwrap_or(0), "content": html, "status": "approved",
            "author_name": visitor, "author_email": format!("{visitor}@visitors.example"),
        });
        id_of(&self.post_json("comments", &body).await?)
    }

    /// Publishes a visitor's comments on a post quickly, each with its text and date, such as
    /// `2026-01-31T10:00:00`, and gives their ids.
    ///
    /// # Errors
    /// WordPress cannot be loaded.
    pub async fn seed_comments(
        &self,
        visitor: &str,
        post: i64,
        comments: &[(String, String)],
    ) -> Result<Vec<i64>> {
        let seed = json!({ "visitor": visitor, "post": post, "comments": comments });
        fs::write(self.site.file("seed.json"), seed.to_string())?;
        fs::write(self.site.file("seed.php"), SEED)?;
        let mut command = self.site.php("seed.php");
        command.arg(self.site.file("seed.json"));
        Ok(serde_json::from_str(&run(command).await?)?)
    }

    /// Deletes a post for good, with its comments.
    ///
    /// # Errors
    /// WordPress refuses.
    pub async fn delete_post(&self, post: i64) -> Result<()> {
        let url = format!("{}/wp-json/wp/v2/posts/{post}?force=true", self.base_url);
        peers::json(self.signed(self.client.delete(url))).await.map(drop)
    }

    /// Moderates a comment: `approved`, `hold`, `spam` or `trash`.
    ///
    /// # Errors
    /// WordPress refuses.
    pub async fn set_status(&self, comment: i64, status: &str) -> Result<()> {
        let path = format!("comments/{comment}");
        self.post_json(&path, &json!({ "status": status })).await.map(drop)
    }

    /// Replaces a comment's text.
    ///
    /// # Errors
    /// WordPress refuses.
    pub async fn edit_comment(&self, comment: i64, html: &str) -> Result<()> {
        let path = format!("comments/{comment}");
        self.post_json(&path, &json!({ "content": html })).await.map(drop)
    }

    /// Deletes a comment for good.
    ///
    /// # Errors
    /// WordPress refuses.
    pub async fn delete_comment(&self, comment: i64) -> Result<()> {
        let url = format!("{}/wp-json/wp/v2/comments/{comment}?force=true", self.base_url);
        peers::json(self.signed(self.client.delete(url))).await.map(drop)
    }

    /// Up to 100 comments on a post, held ones too, oldest first.
    ///
    /// # Errors
    /// WordPress refuses.
    pub async fn comments(&self, post: i64) -> Result<Vec<WordPressComment>> {
        let url = format!("{}/wp-json/wp/v2/comments", self.base_url);
        let request = self.client.get(url).query(&[
            ("post", post.to_string().as_str()),
            ("context", "edit"),
            ("status", "all"),
            ("order", "asc"),
            ("orderby", "id"),
            ("per_page", "100"),
        ]);
        let answer = peers::json(self.signed(request)).await?;
        let comments = answer.as_array().context("no list of comments")?;
        comments.iter().map(read_comment).collect()
    }

    async fn post_json(&self, path: &str, body: &Value) -> Result<Value> {
        let url = format!("{}/wp-json/wp/v2/{path}", self.base_url);
        peers::json(self.signed(self.client.post(url).json(body))).await
    }

    fn signed(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.basic_auth(&self.admin.name, Some(&self.admin.password))
    }
}

fn id_of(answer: &Value) -> Result<i64> {
    answer["id"].as_i64().with_context(|| format!("no id in {answer}"))
}

fn read_comment(comment: &Value) -> Result<WordPressComment> {
    let number = |key: &str| comment[key].as_i64().with_context(|| format!("no {key}: {comment}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(WordPressComment {
        id: number("id")?,
        parent: number("parent")?,
        author: number("author")?,
        status: text(&comment["status"]),
        raw: text(&comment["content"]["raw"]),
    })
}

/// What one run's processes share.
#[derive(Debug)]
struct Site {
    root: PathBuf,
    folder: PathBuf,
    base_url: String,
}

impl Site {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn environment(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("PLAZA_WORDPRESS_CONFIG", self.file("settings.php")),
            ("PLAZA_WORDPRESS_SOCKET", self.file("db.sock")),
            ("PLAZA_WORDPRESS_URL", PathBuf::from(&self.base_url)),
        ]
    }

    /// Creates the site and gives the administrator's application password.
    async fn set_up(&self) -> Result<String> {
        fs::write(self.file("settings.php"), SETTINGS)?;
        fs::write(self.file("router.php"), ROUTER)?;
        fs::write(self.file("setup.php"), SETUP)?;
        let output = run(self.php("setup.php")).await?;
        Ok(output.trim().to_owned())
    }

    /// Runs a script of this run's folder with the path of WordPress as its first argument.
    fn php(&self, script: &str) -> Command {
        let mut command = Command::new("php");
        command.arg(self.file(script)).arg(&self.root).envs(self.environment());
        command
    }
}

async fn start_database(site: &Site) -> Result<PeerProcess> {
    let mut command = Command::new("mariadb-install-db");
    command
        .arg("--no-defaults")
        .arg(with_path("--datadir=", &site.file("db")))
        .args(["--auth-root-authentication-method=normal", "--skip-test-db"])
        .args(COMMON_DATABASE_OPTIONS);
    run(command).await?;
    let process = PeerProcess::spawn(Path::new("mariadbd"), site.file("db.log"), |command| {
        command
            .arg("--no-defaults")
            .arg(with_path("--datadir=", &site.file("db")))
            .arg(with_path("--socket=", &site.file("db.sock")))
            .arg(with_path("--pid-file=", &site.file("db.pid")))
            .args(["--skip-networking", "--skip-name-resolve"])
            .args(COMMON_DATABASE_OPTIONS);
    })?;
    let socket = site.file("db.sock");
    process.wait_until(async || socket.exists()).await?;
    Ok(process)
}

/// Small files and no waiting for the disk: the data are thrown away. MariaDB wants to be told
/// that running as root is meant.
const COMMON_DATABASE_OPTIONS: [&str; 5] = [
    "--user=root",
    "--innodb-log-file-size=8M",
    "--innodb-buffer-pool-size=32M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
];

fn start_php(site: &Site) -> Result<PeerProcess> {
    let address = site.base_url.trim_start_matches("http://").to_owned();
    PeerProcess::spawn(Path::new("php"), site.file("php.log"), |command| {
        command
            .args(["-d", "opcache.enable_cli=1", "-d", "display_errors=0", "-S", &address, "-t"])
            .arg(&site.root)
            .arg(site.file("router.php"))
            .env_remove("PHP_CLI_SERVER_WORKERS")
            .envs(site.environment());
    })
}

fn with_path(option: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(option);
    argument.push(path);
    argument
}

/// Runs a program to its end and gives what it printed.
async fn run(mut command: Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = tokio::task::spawn_blocking(move || command.output())
        .await?
        .with_context(|| format!("{program} is missing; `cargo xtask test` installs it"))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(
        output.status.success(),
        "{program} failed: {stdout}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(stdout)
}
