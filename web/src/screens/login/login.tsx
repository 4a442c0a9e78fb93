/** How one gets in: a link that the command line prints. */
export function Login() {
  return (
    <main>
      <h1>Log in</h1>
      <p>
        Run <code>besom open</code> in a terminal: it prints a link that logs this browser in.
      </p>
    </main>
  );
}
