//! Lists accounts in a page. An edge function at `/datadog` (`datadog-llm-accounts/edge`) holds the keys
//! and requires a token.

use datadog_llm_accounts::{Account, Error, INTEGRATIONS, Options, list_accounts};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

enum Listing {
    Loading,
    Done(Result<Vec<Account>, Error>),
}

#[component]
fn Page() -> Html {
    let token = use_node_ref();
    let integration = use_node_ref();
    let listing = use_state(|| None::<Listing>);

    let onsubmit = {
        let (token, integration, listing) = (token.clone(), integration.clone(), listing.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let token = token.cast::<HtmlInputElement>().map(|it| it.value()).unwrap_or_default();
            let integration = integration.cast::<HtmlSelectElement>().map(|it| it.value());
            let listing = listing.clone();
            listing.set(Some(Listing::Loading));
            spawn_local(async move {
                let options = Options::new().base_url("/datadog").access_token(token);
                let outcome = list_accounts(integration.unwrap_or_default(), &options).await;
                listing.set(Some(Listing::Done(outcome)));
            });
        }
    };

    html! {
        <main>
            <form {onsubmit}>
                <label>{"Token "}<input type="password" ref={token} /></label>
                <label>
                    {" Integration "}
                    <select ref={integration}>
                        { for INTEGRATIONS.iter().map(|name| html! { <option>{*name}</option> }) }
                    </select>
                </label>
                <button>{"List"}</button>
            </form>
            { listing.as_ref().map(shown).unwrap_or_default() }
        </main>
    }
}

fn shown(listing: &Listing) -> Html {
    match listing {
        Listing::Loading => html! { <p>{"Loading…"}</p> },
        Listing::Done(Err(error)) => html! { <p role="alert">{error.to_string()}</p> },
        Listing::Done(Ok(accounts)) => html! {
            <ul>
                { for accounts.iter().map(|it| html! {
                    <li key={it.id.clone()}>{&it.account_name}</li>
                }) }
            </ul>
        },
    }
}

fn main() {
    yew::Renderer::<Page>::new().render();
}
