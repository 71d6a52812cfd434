// Stands in for Clerk's own server: the two scripts that it serves, with as much behind them as the pages ask for.
window.__internal_ClerkUICtor = class {};
(() => {
  const key = 'clerk-double.signed-in';
  const listeners = [];
  class User {
    id = 'user_ada';
    primaryEmailAddress = { emailAddress: 'ada@example.com' };
  }
  class Session {
    id = 'sess_ada';
    status = 'active';
    getToken = async () => (await fetch('https://clerk.walk.test/v1/token')).text();
  }
  let user = null;
  let session = null;
  const tell = () => {
    for (const listen of listeners) listen({ client: {}, session, user, organization: null });
  };
  const enter = (on) => {
    localStorage.setItem(key, String(on));
    user = on ? new User() : null;
    session = on ? new Session() : null;
    tell();
  };
  const mount = (label) => (node) => {
    const button = document.createElement('button');
    button.textContent = label;
    button.onclick = () => enter(true);
    node.append(button);
  };
  const unmount = (node) => node.replaceChildren();
  window.Clerk ??= {
    load: async () => {
      if (localStorage.getItem(key) === 'true') [user, session] = [new User(), new Session()];
    },
    addListener: (listen) => {
      listeners.push(listen);
      tell();
    },
    signOut: async () => enter(false),
    mountSignIn: mount('Continue'),
    unmountSignIn: unmount,
    mountSignUp: mount('Create the account'),
    unmountSignUp: unmount,
    mountUserProfile: mount('Profile of Ada'),
    unmountUserProfile: unmount,
    __internal_updateProps: () => {},
  };
})();
