import { defaultLimits, folderBytes } from '../limits.ts';

/** Labels tell whose a pod is. */
export const labels = {
  worker: 'snaprun.dev/worker',
  /** The database that its workers share, so that two installations in one namespace leave each other's alone. */
  installation: 'snaprun.dev/installation',
} as const;

export const containerName = 'program';

export interface PodSettings {
  name: string;
  image: string;
  /** The name of a RuntimeClass whose handler is runsc. */
  runtimeClass: string;
  warm: boolean;
  workerId: string;
  installation: string;
}

/** Who runs programs; the image knows the same number. */
const user = 10001;
/** A box that waits longer than this for a program is replaced. */
const lifeSeconds = 3600;

/**
 * A pod runs before anybody is attached to it, and what it says until then is lost. So it waits for one byte, which
 * the worker sends once its streams are open, and becomes the supervisor of the image then.
 */
const whenHeard =
  'import os, sys; os.read(0, 1) or sys.exit(0); os.execv(sys.executable, [sys.executable, "-S", "-B", "-m", "runner", *sys.argv[1:]])';

const inMemory = (bytes: number) => ({ emptyDir: { medium: 'Memory', sizeLimit: String(bytes) } });

/** How a program's pod is made: it can compute, and nothing else. That it has no network is for a NetworkPolicy. */
export function podManifest(settings: PodSettings): object {
  const { name, image, runtimeClass, warm, workerId, installation } = settings;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: {
        'app.kubernetes.io/name': 'sandbox',
        'app.kubernetes.io/part-of': 'snaprun',
        [labels.worker]: workerId,
        [labels.installation]: installation,
      },
    },
    spec: {
      runtimeClassName: runtimeClass,
      restartPolicy: 'Never',
      activeDeadlineSeconds: lifeSeconds,
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      hostname: 'sandbox',
      // No name is looked up anywhere.
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['127.0.0.1'] },
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: user,
        fsGroup: user,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: containerName,
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['/usr/bin/python3.11', '-S', '-B', '-c', whenHeard],
          args: [warm ? '--warm' : '--cold'],
          env: [],
          stdin: true,
          // The end of the one connection is the end of the input: a dead worker's boxes end by themselves.
          stdinOnce: true,
          tty: false,
          resources: {
            requests: { cpu: '250m', memory: '256Mi' },
            limits: { cpu: String(defaultLimits.cpus), memory: String(defaultLimits.memoryBytes) },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            privileged: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: [
            { name: 'job', mountPath: '/job' },
            { name: 'tmp', mountPath: '/tmp' },
          ],
        },
      ],
      volumes: [
        { name: 'job', ...inMemory(folderBytes.job) },
        { name: 'tmp', ...inMemory(folderBytes.tmp) },
      ],
    },
  };
}
