<?php

/** Sends calls as Appwrite's SDK for PHP does: http_build_query, true and false as 1 and 0, an empty list as the body of none. */

$given = json_decode(stream_get_contents(STDIN), true);
$replies = [];
foreach ($given['calls'] as $call) {
    $params = array_filter($call['params'], fn ($value) => $value !== null);
    $url = $given['endpoint'] . $call['path'];
    $isRead = $call['method'] === 'GET';
    if ($isRead && $params !== []) {
        $url .= '?' . http_build_query($params);
    }
    $headers = $given['headers'] + ['content-type' => $isRead ? '' : 'application/json'];
    $context = stream_context_create(['http' => [
        'method' => $call['method'],
        'header' => array_map(fn ($name, $value) => "$name: $value", array_keys($headers), $headers),
        'content' => $isRead ? '' : json_encode($params),
        'ignore_errors' => true,
        'protocol_version' => 1.1,
    ]]);
    $text = file_get_contents($url, false, $context);
    [, $status] = explode(' ', $http_response_header[0]);
    $type = '';
    foreach ($http_response_header as $header) {
        if (stripos($header, 'content-type:') === 0) {
            $type = trim(substr($header, 13));
        }
    }
    $replies[] = ['status' => (int) $status, 'type' => $type, 'text' => $text];
}
echo json_encode($replies);
