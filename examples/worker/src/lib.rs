//! Responds to `GET /accounts/{integration}` with the accounts that are configured in Datadog, if the
//! request has the token. The keys stay here.

use datadog_llm_accounts::{Error, Options, list_accounts};
use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let path = request.path();
    let Some(integration) = path.strip_prefix("/accounts/") else {
        return Response::error("Not Found", 404);
    };
    let authorization = request.headers().get("Authorization")?.unwrap_or_default();
    if !is_equal(&authorization, &format!("Bearer {}", env.secret("TOKEN")?)) {
        return Response::error("Unauthorized", 401);
    }
    match list_accounts(integration, &options(&env)?).await {
        Ok(accounts) => Response::from_json(&accounts),
        Err(Error::InvalidArgument { message, .. }) => Response::error(message, 400),
        Err(Error::Http(error)) if error.status == 429 => Response::error(error.to_string(), 429),
        Err(error) => Response::error(error.to_string(), 502),
    }
}

fn options(env: &Env) -> Result<Options> {
    let options = Options::new()
        .api_key(env.secret("DD_API_KEY")?.to_string())
        .app_key(env.secret("DD_APP_KEY")?.to_string())
        .site(env.var("DD_SITE")?.to_string());
    // The tests bind a service that replaces Datadog.
    Ok(match env.service("DATADOG") {
        Ok(service) => options.fetch(service),
        Err(_) => options,
    })
}

/// Compares every byte, so that the time it takes reveals nothing but the length of the token.
fn is_equal(a: &str, b: &str) -> bool {
    let different = a.bytes().zip(b.bytes()).fold(0, |different, (a, b)| different | (a ^ b));
    a.len() == b.len() && different == 0
}
