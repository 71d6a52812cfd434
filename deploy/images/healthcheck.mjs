// Ends with 0 when the address answers with less than 400, or with 401 where a key is wanted; else with 1.
const answer = await fetch(process.argv[2], { redirect: 'manual', signal: AbortSignal.timeout(4_000) }).catch(
  (error) => error,
);
const isUp = answer instanceof Response && (answer.status < 400 || answer.status === 401);
if (!isUp) console.error(answer instanceof Response ? `answered ${answer.status}` : String(answer));
process.exitCode = isUp ? 0 : 1;
