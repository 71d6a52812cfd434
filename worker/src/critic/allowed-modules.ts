/**
 * What a program may import: what the sandbox offers, and the part of the standard library that only computes.
 *
 * A name allows all its submodules unless `deniedModules` takes one back. The prompts quote this list to the coder.
 */
export const allowedModules: readonly string[] = [
  // The sandbox's packages, and what comes with them.
  ...['numpy', 'pandas', 'matplotlib', 'mpl_toolkits', 'PIL', 'scipy', 'skimage', 'sklearn', 'cv2', 'sympy'],
  ...['seaborn', 'openpyxl', 'networkx', 'dateutil'],
  // The standard library's harmless part.
  ...[
    '__future__',
    'abc',
    'array',
    'base64',
    'bisect',
    'calendar',
    'cmath',
    'collections',
    'colorsys',
    'contextlib',
  ],
  ...['copy', 'csv', 'dataclasses', 'datetime', 'decimal', 'enum', 'fractions', 'functools', 'heapq', 'io'],
  ...[
    'itertools',
    'json',
    'math',
    'numbers',
    'operator',
    'pathlib',
    'pprint',
    'random',
    're',
    'statistics',
    'string',
  ],
  ...['struct', 'textwrap', 'time', 'traceback', 'typing', 'unicodedata', 'warnings', 'zoneinfo'],
];

/** Modules of which a program may use these members and no others. */
export const limitedModules: Readonly<Record<string, readonly string[]>> = {
  sys: [
    ...[
      'argv',
      'byteorder',
      'exit',
      'float_info',
      'getsizeof',
      'int_info',
      'maxsize',
      'maxunicode',
      'platform',
    ],
    ...['stderr', 'stdout', 'version', 'version_info'],
  ],
};

/** Modules that get a sentence of their own, because they reach the machine, other processes or the network. */
export const deniedModules: readonly string[] = [
  // The machine and its processes.
  ...[
    'os',
    'posix',
    'subprocess',
    'multiprocessing',
    'threading',
    'concurrent',
    'asyncio',
    'signal',
    'resource',
  ],
  ...['pty', 'fcntl', 'mmap', 'ctypes', 'cffi', 'shutil', 'tempfile', 'glob', 'platform', 'sysconfig'],
  // The network.
  ...[
    'socket',
    'ssl',
    'http',
    'urllib',
    'urllib3',
    'requests',
    'httpx',
    'aiohttp',
    'ftplib',
    'smtplib',
    'telnetlib',
  ],
  ...['webbrowser', 'socketserver', 'xmlrpc'],
  // The interpreter itself.
  ...[
    'importlib',
    'imp',
    'pkgutil',
    'runpy',
    'builtins',
    'code',
    'codeop',
    'codecs',
    'gc',
    'inspect',
    'types',
    'ast',
  ],
  ...['site', 'atexit', 'timeit', 'trace', 'pdb', 'bdb'],
  // What runs code when it reads data.
  ...['pickle', '_pickle', 'cPickle', 'marshal', 'shelve', 'dill', 'cloudpickle', 'joblib'],
  // Parts of allowed packages that reach the machine.
  ...[
    'numpy.ctypeslib',
    'numpy.f2py',
    'numpy.distutils',
    'pandas.io.clipboard',
    'PIL.ImageGrab',
    'PIL.ImageShow',
  ],
  ...['scipy.weave', 'sympy.utilities.autowrap', 'sympy.utilities.codegen', 'sympy.plotting.pygletplot'],
];
