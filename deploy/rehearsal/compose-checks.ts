import { holds } from './transcript.ts';

/** What is looked at of a service, as `docker compose config --format json` tells it. */
interface Service {
  image: string;
  profiles?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
  healthcheck?: object;
  ports?: { host_ip?: string }[];
  volumes?: { source: string }[];
  networks?: Record<string, unknown>;
  environment?: Record<string, string | null>;
  logging?: { options?: Record<string, string> };
  deploy?: { resources?: { limits?: { cpus?: number; memory?: string; pids?: number } } };
}

interface Stack {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
}

/** What the compose files promise, held against what compose itself makes of them. */
export function checkCompose(name: string, text: string): void {
  const { services, networks }: Stack = JSON.parse(text);
  // Langfuse's own containers are as their makers want them; they are in a profile of their own.
  const ours = Object.entries(services).filter(([, { profiles }]) => !profiles?.includes('observability'));
  const all = (fact: string, isSo: (service: Service, name: string) => boolean) => {
    const not = ours.filter(([service, settings]) => !isSo(settings, service)).map(([service]) => service);
    holds(`${name}: ${fact}`, not.length === 0, not);
  };
  all('every root is read-only', ({ read_only }) => read_only === true);
  all('every capability is dropped', ({ cap_drop }) => cap_drop?.join() === 'ALL');
  all('no privilege can be gained', ({ security_opt }) => security_opt?.join() === 'no-new-privileges:true');
  all('CPUs, memory and processes are limited', ({ deploy }) => {
    const { cpus, memory, pids } = deploy?.resources?.limits ?? {};
    return cpus !== undefined && memory !== undefined && pids !== undefined;
  });
  all('every log is rotated', ({ logging }) => logging?.options?.['max-size'] !== undefined);
  all('every image has a version', ({ image }) => /:[^:/]*\d/.test(image) && !image.endsWith(':latest'));
  all(
    'only Traefik publishes ports',
    ({ ports = [] }, service) => ports.length === 0 || service === 'traefik',
  );
  all('only the broker has the Docker socket', ({ volumes = [] }, service) =>
    volumes.some(({ source }) => source.endsWith('docker.sock')) ? service === 'broker' : true,
  );
  all('no secret is in an environment', ({ environment = {} }) =>
    Object.entries(environment).every(
      ([key, value]) => !/(PASSWORD|SECRET_ACCESS_KEY|API_KEY|DATABASE_URL|JWT_KEY)$/.test(key) || !value,
    ),
  );
  const closed = ['storage', 'data', 'sandbox'];
  holds(
    `${name}: ${closed.join(', ')} lead nowhere`,
    closed.every((network) => networks[network]?.internal === true),
  );
  const members = (network: string) =>
    ours.filter(([, service]) => network in (service.networks ?? {})).map(([service]) => service);
  holds(
    `${name}: the broker meets workers alone`,
    members('sandbox').toSorted().join() === 'broker,worker',
    members('sandbox'),
  );
}
